import { createHash } from 'node:crypto';
import type { FieldOptions } from './record.js';
import { readLines } from './records.js';

export interface Survey {
  /** How many records there are. */
  readonly records: number;
  /** SHA-256 over the records' lines, whether they are compressed and in how many files. */
  readonly sha256: string;
}

/**
 * Reads a corpus once from end to end: to know its size, to recognise it again, and to find a bad line
 * before days have been spent on the good ones.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `INPUT` naming the file and line
 */
export async function surveyCorpus(
  path: string,
  options: FieldOptions & { signal?: AbortSignal },
): Promise<Survey> {
  const hash = createHash('sha256');
  let records = 0;
  for await (const line of readLines(path, options.signal)) {
    line.parse(options);
    hash.update(line.bytes).update('\n');
    records++;
  }
  return { records, sha256: hash.digest('hex') };
}
