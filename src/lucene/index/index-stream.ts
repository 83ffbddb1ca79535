import type { IndexingCall } from '../../search/indexing-call.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaText } from '../jvm/jvm.js';
import type { IndexSummary } from './index-summary.js';
import { type JavaIndexer, runIndexing } from './run-indexing.js';

/** The shim's `StreamIndexer`. */
export interface JavaStreamIndexer extends JavaIndexer {
  startPutSync(lines: string): StartedCall<number>;
  startEndSync(): StartedCall<void>;
}

/**
 * Runs Java's indexing of records while they are read. A few batches wait for Java, so that memory does not grow with them.
 * @param batches a line of JSON for each record
 * @throws TseriniError as the batches do, and Java's
 */
export async function indexStream(
  indexer: JavaStreamIndexer,
  batches: AsyncIterable<string>,
  call: IndexingCall,
): Promise<IndexSummary> {
  let failure: { readonly error: unknown } | undefined;
  const feeding = feed(indexer, batches).catch((error) => {
    failure = { error };
    indexer.cancelSync();
  });
  try {
    return await runIndexing(indexer, 0, call);
  } catch (error) {
    if (!call.signal?.aborted) await feeding;
    throw failure === undefined ? error : failure.error;
  }
}

async function feed(indexer: JavaStreamIndexer, batches: AsyncIterable<string>): Promise<void> {
  for await (const lines of batches) {
    const taken = await callJava(() => indexer.startPutSync(javaText(lines)));
    if (taken === 0) return;
  }
  await callJava(() => indexer.startEndSync());
}
