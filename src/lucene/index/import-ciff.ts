import { basename, resolve } from 'node:path';
import type { IndexingCall } from '../../search/indexing-call.js';
import { onAbort, stopError, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaClass, javaPath, javaText } from '../jvm/jvm.js';
import { factsOfFiles } from './index-facts.js';

/** What was imported. */
export interface CiffSummary {
  /** Documents in the index, those without postings included. */
  readonly documents: number;
  readonly terms: number;
}

/** The shim's `CiffIndexer`. */
interface JavaCiffIndexer {
  startRunSync(): StartedCall<void>;
  cancelSync(): boolean;
  progressSync(): number[];
  countsSync(): number[];
}

type JavaOptions = Record<string, string | number | boolean>;

const pollMilliseconds = 100;

/**
 * Builds an impact index of a file in the Common Index File Format, whose frequencies are weights. Terms, docids and the
 * order of the documents stay. The index changes all at once at the end, or not at all.
 * @param file plain or in gzip format
 * @param index the folder of the index, made if absent; an index there is replaced
 * @param call progress counts the lists of postings that were read; after the last, Lucene writes the index
 * @throws TseriniError `NOT_FOUND`, `INPUT` (with the byte where the file contradicts itself or cannot be an impact
 *   index), `USAGE` (a folder), `INDEX`, `IO`, `MEMORY`, `JVM`, `INTERRUPTED`
 */
export async function importCiff(
  file: string,
  index: string,
  { signal, onProgress }: IndexingCall = {},
): Promise<CiffSummary> {
  throwIfStopped(signal);
  await requireFile(file);
  const Options = await javaClass<new () => JavaOptions>('index.IndexingOptions');
  const Indexer =
    await javaClass<new (file: string, options: JavaOptions) => JavaCiffIndexer>('index.CiffIndexer');
  const facts = await factsOfFiles(file, [], { collectionName: basename(resolve(file)) });
  const options = new Options();
  options.index = javaPath(index);
  options.impact = true;
  options.indexFacts = javaText(facts.index);
  options.collectionFacts = javaText(facts.collection);
  const indexer = new Indexer(javaPath(file), options);
  const poll = () => {
    const [read, lists] = indexer.progressSync().map(Number);
    onProgress?.(read!, lists!);
  };
  const timer = setInterval(poll, pollMilliseconds);
  using _ = onAbort(signal, () => indexer.cancelSync());
  try {
    await callJava(() => indexer.startRunSync());
  } catch (error) {
    const stopped = signal?.aborted && error instanceof TseriniError && error.code === 'INTERRUPTED';
    throw stopped ? stopError(signal, 'the import was stopped; the index is as it was before') : error;
  } finally {
    clearInterval(timer);
  }
  poll();
  const [documents, terms] = indexer.countsSync().map(Number);
  return { documents: documents!, terms: terms! };
}

async function requireFile(file: string): Promise<void> {
  const stats = await statOrUndefined(file);
  if (!stats) throw new TseriniError('NOT_FOUND', `CIFF file not found: ${file}`, { value: file });
  if (!stats.isFile()) {
    throw new TseriniError('USAGE', `a CIFF file is read twice, and this is not a file: ${file}`, {
      value: file,
    });
  }
}
