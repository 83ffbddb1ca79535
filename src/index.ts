/**
 * tserini: learned sparse retrieval for Node.js on the real Lucene.
 *
 * @packageDocumentation
 */
export {
  type EncodeCollectionOptions,
  type EncodeCollectionResult,
  encodeCollection,
} from './encode/encode-collection.js';
export { PretokenizedQueryEncoder, parsePretokenized } from './encode/pretokenized.js';
export type { QueryEncoder } from './encode/query-encoder.js';
export {
  SpladeDocumentEncoder,
  type SpladeDocumentEncoderOptions,
} from './encode/splade-document-encoder.js';
export type { SpladeEncoderOptions } from './encode/splade-encoder.js';
export { SpladeQueryEncoder } from './encode/splade-query-encoder.js';
export { type ErrorCode, TseriniError, type TseriniErrorOptions } from './errors.js';
export { evaluate, evaluateFile } from './eval/evaluate.js';
export type { Evaluation } from './eval/evaluation.js';
export { loadQrels } from './eval/read-qrels.js';
export { Analyzer, type AnalyzerOptions } from './lucene/analyzer.js';
export type { Bm25Options, ScoreOptions } from './lucene/document-score.js';
export type { DumpCall } from './lucene/dump-vectors.js';
export type { ExplainedTerm, ScoreExplanation, Unmatched, UnmatchedTerm } from './lucene/explain.js';
export type { FileShard } from './lucene/file-shard.js';
export type { LuceneHit } from './lucene/hit.js';
export { readIndexStats } from './lucene/index-stats.js';
export type { IndexStats, IndexTerm, Posting, TermCounts } from './lucene/index-view.js';
export { LuceneDocument } from './lucene/lucene-document.js';
export {
  type ImpactQuery,
  type ImpactSearcherOptions,
  LuceneImpactSearcher,
} from './lucene/lucene-impact-searcher.js';
export { type IndexReaderOptions, LuceneIndexReader } from './lucene/lucene-index-reader.js';
export {
  type CollectionKind,
  type IndexerOptions,
  type IndexingCall,
  type IndexSummary,
  LuceneIndexer,
} from './lucene/lucene-indexer.js';
export { LuceneSearcher, type TextQueryOptions } from './lucene/lucene-searcher.js';
export { type IndexValidation, validateIndex } from './lucene/validate-index.js';
export { loadRun } from './run/read-run.js';
export type { Hit } from './run/run.js';
export { type TopicHits, type WriteRunOptions, writeRun } from './run/write-run.js';
export { readTopics } from './topics/read-topics.js';
export type { Topic } from './topics/topic.js';
export type { SparseVector } from './vector.js';
