import type { RankedTopic } from './ranked-topic.js';

/** A topic's ranking as each judgment group (user) sees it, in the bytewise order of the groups' names. */
export type GroupedTopic = readonly RankedTopic[];
