import type { IndexingCall } from '../../search/indexing-call.js';
import { indexCorpus } from './index-corpus.js';
import type { IndexSummary } from './index-summary.js';
import type { IndexerOptions } from './indexer-options.js';

/**
 * Indexes the text of a BEIR corpus, title and text as one field, as Anserini's BeirFlatCollection does.
 * {@link indexCorpus} indexes corpora of other kinds, too.
 * @param input a folder or zip archive of BEIR, or its corpus.jsonl, plain or .gz
 * @param options `fields` may name title and text, to also index each of them as its own field
 * @throws TseriniError as {@link indexCorpus} does
 */
export function indexBeirFlat(
  input: string,
  index: string,
  options: Omit<IndexerOptions, 'collection'> = {},
  call: IndexingCall = {},
): Promise<IndexSummary> {
  return indexCorpus(input, index, { ...options, collection: 'BeirFlatCollection' }, call);
}

/**
 * Indexes the text of a BEIR corpus, the text as contents and the title as a field of its own, as Anserini's
 * BeirMultifieldCollection does. Otherwise as {@link indexBeirFlat}.
 */
export function indexBeirMultifield(
  input: string,
  index: string,
  options: Omit<IndexerOptions, 'collection'> = {},
  call: IndexingCall = {},
): Promise<IndexSummary> {
  return indexCorpus(input, index, { ...options, collection: 'BeirMultifieldCollection' }, call);
}
