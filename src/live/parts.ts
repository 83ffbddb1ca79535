import type { DocumentEncoder } from '../encode/document-encoder.js';
import { LuceneIndexer } from '../lucene/index/lucene-indexer.js';
import { everyTerm } from '../lucene/search/impact-options.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { openEncoders } from './encoders.js';
import type { Searchers } from './searched-state.js';
import type { EncoderPair, SparseIndexOptions } from './sparse-index-options.js';

/** What an index of texts is made of. */
export interface Parts {
  readonly encoder: DocumentEncoder;
  readonly indexer: LuceneIndexer;
  /** Over the open indexer. */
  readonly searchers: Searchers;
  /** Commits and closes all, also where one of them fails. */
  close(): Promise<void>;
}

/** @throws TseriniError as `SparseIndex.open` */
export async function openParts(
  path: string,
  encoder: string | EncoderPair,
  options: SparseIndexOptions,
): Promise<Parts> {
  const { analyzer, bm25 } = options;
  const closers: (() => Promise<void>)[] = [];
  const opened = <T extends { close(): Promise<void> }>(part: T): T => {
    closers.unshift(() => part.close());
    return part;
  };
  const close = async () => {
    const closed = await Promise.allSettled(closers.map((closeOne) => closeOne()));
    const failed = closed.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
  try {
    const encoders = opened(await openEncoders(encoder, options));
    const indexer = opened(await openIndexer(path, encoders, options));
    const settings = { onWarning: once(options.onWarning) };
    const impact = opened(
      await LuceneImpactSearcher.open(indexer, encoders.query, { ...settings, minIdf: everyTerm }),
    );
    const text = opened(await LuceneSearcher.open(indexer, analyzer, settings));
    text.setBm25(bm25?.k1, bm25?.b);
    return { encoder: encoders.document, indexer, searchers: { impact, text }, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function openIndexer(
  path: string,
  { document }: EncoderPair,
  { analyzer, fieldTypes, commitEvery }: SparseIndexOptions,
): Promise<LuceneIndexer> {
  return LuceneIndexer.open(path, {
    indexText: true,
    model: {
      name: document.name,
      sha256: await document.modelSha256(),
      ...(document.settings ? { settings: document.settings } : {}),
    },
    ...(analyzer ? { analyzer } : {}),
    ...(fieldTypes ? { fieldTypes } : {}),
    ...(commitEvery === undefined ? {} : { commitEvery }),
  });
}

/** Passes each warning on once, whichever state it comes from. */
function once(warn: SparseIndexOptions['onWarning']): (message: string) => void {
  const seen = new Set<string>();
  return (message) => {
    if (!seen.has(message)) warn?.(message);
    seen.add(message);
  };
}
