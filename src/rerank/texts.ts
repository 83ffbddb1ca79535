import { pinCorpus } from '../corpus/hub/pin-corpus.js';
import { type CorpusRecord, corpusRecord, type FieldOptions, parseObject } from '../corpus/record.js';
import { type CorpusOptions, readRecords } from '../corpus/records.js';
import type { DocumentText } from '../encode/document-text.js';
import type { StoredDocument } from '../search/impact-searcher.js';
import { TseriniError } from '../util/errors.js';
import type { TextSource } from './rerank-run.js';

/** Documents whose texts are read from an index at a time. */
const documentsPerRead = 256;

/**
 * The texts of a corpus, which is read from end to end once.
 * @param options.fields `['text']`, the default, or `['title', 'text']`
 */
export function textsOfCorpus(corpus: string, options: CorpusOptions = {}): TextSource {
  return async function* () {
    const path = await pinCorpus(corpus, options);
    for await (const record of readRecords(path, options)) {
      yield { id: record.id, text: documentText(record) };
    }
  };
}

/**
 * The texts that an index stores, of its records or its `contents`.
 * @param index a searcher
 * @param options.fields as {@link textsOfCorpus}; where the record has not all of them, `contents` is split at the delimiter
 */
export function textsOfIndex(
  index: { batchDoc(docids: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>> },
  options: FieldOptions = {},
): TextSource {
  return async function* (docids) {
    const all = [...docids];
    for (let i = 0; i < all.length; i += documentsPerRead) {
      const stored = await index.batchDoc(all.slice(i, i + documentsPerRead));
      for (const [id, document] of stored) yield { id, text: documentText(storedRecord(document, options)) };
    }
  };
}

/** @throws TseriniError `INDEX` where no text is stored, `INPUT` where the fields cannot be told apart */
function storedRecord({ docid, raw, contents }: StoredDocument, options: FieldOptions): CorpusRecord {
  const place = `document ${docid}`;
  // TREC's records are not JSON.
  const isJson = raw?.trimStart().startsWith('{');
  const values = raw !== undefined && isJson ? parseObject(raw, place).values : { contents: contents ?? raw };
  if (values.contents === undefined && values.text === undefined) {
    const message = `the index stores no text of ${place}: build it with --storeRaw or --storeContents`;
    throw new TseriniError('INDEX', message, { value: docid });
  }
  return corpusRecord({ values: { ...values, id: docid }, place }, { ...options, docidField: 'id' });
}

function documentText({ fields }: CorpusRecord): DocumentText {
  return { title: fields.get('title'), text: fields.get('text') ?? '' };
}
