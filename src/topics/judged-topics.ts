import { TseriniError } from '../util/errors.js';
import type { Topic } from './topic.js';

/**
 * The topics that are judged: a search of the others could not be evaluated.
 * @param judged the judgments' topics, by id
 * @throws TseriniError `INPUT` where none is
 */
export function judgedTopics(topics: readonly Topic[], judged: ReadonlyMap<string, unknown>): Topic[] {
  const kept = topics.filter(({ id }) => judged.has(id));
  if (kept.length > 0) return kept;
  const [theirs] = judged.keys();
  throw new TseriniError(
    'INPUT',
    `none of the ${topics.length} topics is judged: they begin with ${topics[0]?.id}, the judgments with ${theirs}`,
    { value: topics[0]?.id },
  );
}
