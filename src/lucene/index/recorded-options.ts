import { type IndexDescription, modelsOf } from '../../search/index-description.js';
import { TseriniError } from '../../util/errors.js';
import type { AnalyzerOptions } from '../analysis/analyzer.js';
import { analyzerOf } from '../analysis/analyzer-facts.js';
import { type CollectionKind, collectionKinds, type IndexerOptions } from './indexer-options.js';

/**
 * The options of an indexer of records that adds to an index as it was made.
 * @param path for errors
 * @throws TseriniError `USAGE` where the index does not record that, or was made in a way that records cannot follow
 */
export function recordedOptions(description: IndexDescription, path: string): IndexerOptions {
  const { isRecorded, records, stores, fields, fieldTypes, kind, lengths, collections } = description;
  const refuse = (reason: string) =>
    new TseriniError('USAGE', `records cannot be written to this index: ${reason}: ${path}`, { value: path });
  if (!isRecorded) throw refuse('another program made it, and it does not say how');
  if (!isCollectionKind(records)) {
    throw refuse(`it was made of a ${records}; records are of a ${collectionKinds.join(' or a ')}`);
  }
  const vectors = records === 'JsonVectorCollection';
  const hasText = vectors && kind === 'impact' && fields.includes('text');
  const [model] = modelsOf(description);
  const [{ scale } = {}] = collections;
  const options: IndexerOptions = {
    collection: records,
    impact: kind === 'impact',
    bm25Accurate: lengths === 'exact',
    storePositions: stores.includes('positions'),
    storeDocvectors: stores.includes('docvectors'),
    storeContents: stores.includes('contents'),
    storeRaw: stores.includes('raw') && !hasText,
  };
  return {
    ...options,
    ...(hasText ? { indexText: true } : {}),
    ...(vectors && !hasText ? {} : { analyzer: recordedAnalyzer(description, refuse) }),
    ...(vectors ? {} : { fields: fields.filter((name) => name !== 'contents') }),
    ...(fieldTypes ? { fieldTypes } : {}),
    ...(model ? { model } : {}),
    ...(scale === undefined ? {} : { scale }),
  };
}

function isCollectionKind(records: string | undefined): records is CollectionKind {
  return collectionKinds.some((kind) => kind === records);
}

function recordedAnalyzer(
  { analyzer = {} }: IndexDescription,
  refuse: (reason: string) => TseriniError,
): AnalyzerOptions {
  if (analyzer.stopwords?.startsWith('sha256:')) throw refuse('it was analyzed with stop words of a file');
  return analyzerOf(analyzer);
}
