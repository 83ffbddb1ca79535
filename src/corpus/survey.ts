import { createHash } from 'node:crypto';
import { corpusRecord } from './record.js';
import { type CorpusOptions, readSource } from './records.js';

export interface Survey {
  /** The number of records. */
  readonly records: number;
  /** SHA-256 of the records' lines, or of the values that count, independent of compression and of the number of files. */
  readonly sha256: string;
  /** Requested fields that no record has. */
  readonly absentFields: readonly string[];
}

/**
 * Reads and parses a corpus from end to end before anything is encoded: the number of records is needed for shards and
 * progress, the hash to refuse to resume on another corpus, and a bad line must be found before days have been spent
 * on those before it. That costs some microseconds per record, where its encoding takes milliseconds, and keeping the
 * records for the encoder would take memory that grows with the corpus.
 * @throws TseriniError `NOT_FOUND`, `IO`, `INTERRUPTED`, or `INPUT` naming the file and line
 */
export async function surveyCorpus(path: string, options: CorpusOptions): Promise<Survey> {
  const hash = createHash('sha256');
  const absent = new Set(options.fields);
  let records = 0;
  for await (const record of readSource(path, options)) {
    const { fields } = corpusRecord(record.parse(), options);
    for (const name of absent) if (fields.has(name)) absent.delete(name);
    hash.update(record.bytes).update('\n');
    records++;
  }
  return { records, sha256: hash.digest('hex'), absentFields: [...absent] };
}
