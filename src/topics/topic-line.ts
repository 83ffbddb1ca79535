import type { Topic } from './topic.js';

/** A topic, and the line of the file on which it begins, from 1. */
export interface TopicLine extends Topic {
  readonly line: number;
}

/** Throws an error with the line. */
export type Fail = (line: number, reason: string, value?: string) => never;
