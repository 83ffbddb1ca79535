/** A topic as it is in a file. */
export interface TopicRecord {
  readonly id: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** Its texts, by name: the file's own names, or Anserini's where the file has none. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Where JSON topics have their text, the first that is not empty. */
export const writtenTexts = ['title', 'text', 'query', 'contents', 'query_txt'];

/** Throws an error with the line. */
export type Fail = (line: number, reason: string, value?: string) => never;

/** Reads the topics of a file. */
export type Parse = (text: string, fail: Fail) => TopicRecord[];
