import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readRecords } from '../../corpus/records.js';
import type { IndexingCall } from '../../search/indexing-call.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import { writeAtomically } from '../../util/files/write-atomically.js';
import { type IndexerOptions, type IndexSummary, LuceneIndexer } from './lucene-indexer.js';

/**
 * Indexes the text of a BEIR corpus, title and text as one field, as Anserini's BeirFlatCollection does. The corpus
 * is rewritten beside the index as a JsonCollection, which is removed at the end.
 * @param input a folder or zip archive of BEIR, or its corpus.jsonl, plain or .gz
 * @param options `fields` may name title and text, to also index each of them as its own field
 * @throws TseriniError as reading a corpus and {@link LuceneIndexer.index} do
 */
export function indexBeirFlat(
  input: string,
  index: string,
  options: Omit<IndexerOptions, 'collection'> = {},
  call: IndexingCall = {},
): Promise<IndexSummary> {
  return indexAs(['title', 'text'], input, index, options, call);
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
  const fields = [...new Set(['title', ...(options.fields ?? [])])];
  return indexAs(['text'], input, index, { ...options, fields }, call);
}

/** @param contents the parts of a record that become its contents */
async function indexAs(
  contents: readonly string[],
  input: string,
  index: string,
  options: Omit<IndexerOptions, 'collection'>,
  call: IndexingCall,
): Promise<IndexSummary> {
  const indexer = new LuceneIndexer(index, {
    collectionName: basename(resolve(input)),
    ...options,
    collection: 'JsonCollection',
  });
  const collection = temporaryPath(`${index.replace(/[/\\]+$/, '')}.collection`, 'jsonl');
  try {
    await writeAtomically(
      'collection',
      collection,
      rewritten(input, contents, options.fields ?? [], call.signal),
    );
    return await indexer.index(collection, call);
  } finally {
    await rm(collection, { force: true });
  }
}

async function* rewritten(
  input: string,
  parts: readonly string[],
  requested: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const fields = [...new Set(['title', 'text', ...requested])];
  let lines = '';
  for await (const { id, fields: texts } of readRecords(input, { fields, signal })) {
    const contents = parts
      .map((part) => texts.get(part))
      .filter(Boolean)
      .join(' ');
    const own = Object.fromEntries(requested.map((name) => [name, texts.get(name)]));
    lines += `${JSON.stringify({ id, contents, ...own })}\n`;
    if (lines.length > 1 << 18) {
      yield lines;
      lines = '';
    }
  }
  yield lines;
}
