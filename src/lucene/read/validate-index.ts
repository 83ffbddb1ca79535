import { ByteReader } from '../jvm/byte-reader.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaClass, javaPath } from '../jvm/jvm.js';
import { requireIndexFolder } from './index-folder.js';

/** What Lucene's CheckIndex found. */
export interface IndexValidation {
  /** Whether there is no problem. */
  readonly sound: boolean;
  readonly segments: number;
  /** Documents that can be read. */
  readonly documents: number;
  /** One for each damaged segment, with the file and the fault. */
  readonly problems: readonly string[];
}

/**
 * Runs Lucene's CheckIndex over an index: reads all of it, and compares every checksum, posting, stored
 * field and vector with what the index records of them. The folder may be read-only.
 * @throws TseriniError `NOT_FOUND`, `INDEX` if the index cannot be opened, `JVM`
 */
export async function validateIndex(index: string): Promise<IndexValidation> {
  await requireIndexFolder(index);
  const Check = await javaClass<{ startSync(path: string): StartedCall<Buffer> }>('read.IndexCheck');
  const reader = new ByteReader(await callJava(() => Check.startSync(javaPath(index))));
  const segments = reader.int32();
  const documents = reader.int32();
  const problems = reader.array(reader.int32(), () => reader.text());
  return { sound: problems.length === 0, segments, documents, problems };
}
