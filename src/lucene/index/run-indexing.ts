import type { IndexingCall } from '../../search/indexing-call.js';
import { onAbort, stopError } from '../../util/abort.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava } from '../jvm/jvm.js';
import { type IndexSummary, type JavaCounts, readSummary } from './index-summary.js';

/** The shim's `CollectionIndexer`. */
export interface JavaIndexer extends JavaCounts {
  startRunSync(): StartedCall<void>;
  cancelSync(): boolean;
  bytesReadSync(): bigint | number;
}

const pollMilliseconds = 100;
/** How long a stop waits for Java to end and clean up before the promise rejects. */
const windDownMilliseconds = 1000;

/**
 * Runs Java's indexing of a collection's files.
 * @param bytes the size of the files
 */
export async function runIndexing(
  indexer: JavaIndexer,
  bytes: number,
  { signal, onProgress }: IndexingCall,
): Promise<IndexSummary> {
  const poll = () => {
    const documents = Number(indexer.countsSync()[0]);
    const read = Number(indexer.bytesReadSync());
    onProgress?.(documents, read > 0 ? Math.round((documents * bytes) / read) : 0);
  };
  const timer = setInterval(poll, pollMilliseconds);
  try {
    await untilStopped(
      callJava(() => indexer.startRunSync()),
      indexer,
      signal,
    );
  } finally {
    clearInterval(timer);
  }
  const summary = readSummary(indexer);
  onProgress?.(summary.indexed, summary.indexed);
  return summary;
}

/** Waits for Java's work; after a stop, unless it is too late for one, only as long as Java may take to end. */
async function untilStopped(
  work: Promise<void>,
  indexer: JavaIndexer,
  signal: AbortSignal | undefined,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const listening = onAbort(signal, () => {
      if (indexer.cancelSync()) timer = setTimeout(() => reject(stopError(signal!)), windDownMilliseconds);
    });
    work
      .then(() => resolve(), reject)
      .finally(() => {
        listening[Symbol.dispose]();
        clearTimeout(timer);
      });
  });
}
