import type { Topic } from './topic.js';

/** A topic and the line of the file where it begins, from 1. */
export interface TopicLine extends Topic {
  readonly line: number;
}

/** Ends the reading with an error that names a line. */
export type Fail = (line: number, reason: string, value?: string) => never;
