import { callJavaSync, javaClass, javaPath } from '../jvm/jvm.js';
import { requireIndexFolder } from '../read/index-folder.js';
import type { LuceneIndexer } from './lucene-indexer.js';

/** An index to read: its folder, or the indexer that has it open, with what is not committed yet. */
export type LuceneIndexSource = string | LuceneIndexer;

/** The shim's `IndexSource`. */
export type JavaIndexSource = object;

/**
 * Finds an index.
 * @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM`; `CLOSED` for an indexer that was closed
 */
export async function openSource(
  source: LuceneIndexSource,
): Promise<{ readonly path: string; readonly java: JavaIndexSource }> {
  if (typeof source !== 'string') return { path: source.path, java: await source.javaSource() };
  await requireIndexFolder(source);
  const Folder = await javaClass<new (path: string) => JavaIndexSource>('store.FolderSource');
  return { path: source, java: callJavaSync(() => new Folder(javaPath(source))) };
}
