/**
 * tserini: learned sparse retrieval for Node.js on the real Lucene.
 *
 * @packageDocumentation
 */

export { type CorpusFormat, corpusFormats, type SourceOptions } from './corpus/formats/source-record.js';
export { resolveQrels } from './datasets/named-qrels.js';
export { loadTopics } from './datasets/named-topics.js';
export type { PublishedFile } from './datasets/published-file.js';
export { namedQrels, type PublishedQrels } from './datasets/published-qrels.js';
export { namedTopics, type PublishedTopics } from './datasets/published-topics.js';
export { CachedQueryEncoder } from './encode/cached-query-encoder.js';
export {
  type EncodeCollectionOptions,
  type EncodeCollectionResult,
  encodeCollection,
} from './encode/collection/encode-collection.js';
export type { DocumentEncoder, EncodingSettings } from './encode/document-encoder.js';
export type { DocumentText } from './encode/document-text.js';
export { type EncodeTopicsOptions, encodeTopics } from './encode/encode-topics.js';
export { loadQueryEncoder } from './encode/load.js';
export type { SpladeEncoderOptions } from './encode/load-splade-model.js';
export type { SplitOptions } from './encode/passages.js';
export { PretokenizedQueryEncoder, parsePretokenized } from './encode/pretokenized.js';
export type { EncodeOptions, QueryEncoder } from './encode/query-encoder.js';
export type { QueryEncoderRequest } from './encode/query-encoder-request.js';
export {
  type CorpusDocument,
  type EncodeCorpusOptions,
  type EncodedDocument,
  SpladeDocumentEncoder,
  type SpladeDocumentEncoderOptions,
} from './encode/splade-document-encoder.js';
export { SpladeQueryEncoder } from './encode/splade-query-encoder.js';
export type { TextCounts } from './encode/text-counts.js';
export { TokFreqQueryEncoder } from './encode/tok-freq-query-encoder.js';
export {
  type ComparedMeasure,
  type ComparedRun,
  type CompareOptions,
  type Comparison,
  compareRuns,
  type Difference,
  type MovedTopic,
  mostMoved,
  type NamedRun,
} from './eval/compare/compare-runs.js';
export { comparisonToJson } from './eval/compare/comparison-json.js';
export { formatComparison, formatComparisonMarkdown } from './eval/compare/comparison-table.js';
export { comparisonToSvg } from './eval/compare/svg-plot.js';
export { evaluate, evaluateFile } from './eval/evaluate.js';
export type { Evaluation, EvaluationLine, Value } from './eval/evaluation.js';
export type { EvaluateOptions } from './eval/evaluator.js';
export { type FormatOptions, formatEvaluation } from './eval/format.js';
export { type JudgmentFormat, type Judgments, loadJudgments } from './eval/judgments.js';
export type { Measure } from './eval/measure.js';
export { evaluateMsMarcoDocument, type MsMarcoDocumentResult } from './eval/msmarco-document.js';
export { evaluateMsMarcoPassage, type MsMarcoPassageResult } from './eval/msmarco-passage.js';
export { Preferences } from './eval/preferences/preferences.js';
export { loadPreferences } from './eval/preferences/read-preferences.js';
export { GroupedQrels, Qrels } from './eval/qrels.js';
export { loadGroupedQrels, loadQrels } from './eval/read-qrels.js';
export { measureGroups, measures } from './eval/registry.js';
export { type ConvertOptions, type ConvertResult, convertVectors } from './exchange/convert-vectors.js';
export { type VectorFormat, type VectorInput, vectorFormats } from './exchange/formats.js';
export {
  type PruneRules,
  type PruneVectorsOptions,
  type PruneVectorsResult,
  pruneVectors,
  type VectorCounts,
} from './exchange/prune-vectors.js';
export { type FusionOptions, fuseRankings, type RankedHit } from './fusion/fuse-rankings.js';
export { type FuseRunsOptions, fuseRuns } from './fusion/fuse-runs.js';
export {
  type HybridFusion,
  type HybridQuery,
  HybridSearcher,
  type HybridSearcherOptions,
} from './fusion/hybrid-searcher.js';
export { type FusionMethod, fusionMethods } from './fusion/methods.js';
export { SparseIndex } from './live/sparse-index.js';
export type { EncoderPair, SparseIndexOptions } from './live/sparse-index-options.js';
export type { SearchMethod, SparseHit, SparseSearchOptions } from './live/sparse-search.js';
export type { TextRecord } from './live/text-record.js';
export { Analyzer, type AnalyzerOptions } from './lucene/analysis/analyzer.js';
export type { CorpusKindName } from './lucene/index/corpus-kinds.js';
export { type CiffSummary, importCiff } from './lucene/index/import-ciff.js';
export { type IndexCorpusOptions, indexCorpus } from './lucene/index/index-corpus.js';
export type { LuceneIndexSource } from './lucene/index/index-source.js';
export type { IndexSummary } from './lucene/index/index-summary.js';
export type { CollectionKind, IndexerOptions } from './lucene/index/indexer-options.js';
export { LuceneIndexer } from './lucene/index/lucene-indexer.js';
export type { CollectionRecord, RecordVector } from './lucene/index/record-lines.js';
export type { Bm25Options, ScoreOptions } from './lucene/read/explain.js';
export type { IndexStats, IndexTerm, Posting, TermCounts } from './lucene/read/index-view.js';
export { LuceneDocument } from './lucene/read/lucene-document.js';
export {
  type IndexReaderOptions,
  LuceneIndexReader,
  readIndexStats,
} from './lucene/read/lucene-index-reader.js';
export { type IndexValidation, validateIndex } from './lucene/read/validate-index.js';
export type { CiffExportCall, DumpCall } from './lucene/read/write-export.js';
export type { LuceneHit } from './lucene/search/hit.js';
export type { ImpactQueryOptions } from './lucene/search/impact-options.js';
export { type ImpactSearcherOptions, LuceneImpactSearcher } from './lucene/search/lucene-impact-searcher.js';
export {
  type Bm25Scoring,
  LuceneSearcher,
  type TextQueryOptions,
  type TextSearcherOptions,
} from './lucene/search/lucene-searcher.js';
export {
  describeModel,
  type ModelDescription,
  type SideDescription,
  type TransformerDescription,
} from './model/describe-model.js';
export type { OpenSearchConnection } from './opensearch/connection.js';
export type { IndexHealth } from './opensearch/finish-index.js';
export type { OpenSearchDocument } from './opensearch/opensearch-document.js';
export {
  OpenSearchImpactIndexer,
  type OpenSearchIndexerOptions,
  type OpenSearchIndexSummary,
} from './opensearch/opensearch-impact-indexer.js';
export {
  OpenSearchImpactSearcher,
  type OpenSearchSearcherOptions,
} from './opensearch/opensearch-impact-searcher.js';
export type { OpenSearchMapping } from './opensearch/tokens.js';
export { type FetchIndexOptions, fetchPrebuiltIndex } from './prebuilt/fetch-index.js';
export type { PrebuiltIndex } from './prebuilt/prebuilt-index.js';
export { prebuiltIndexes } from './prebuilt/prebuilt-indexes.js';
export {
  type RerankOptions,
  rerankRun,
  type TextOfDocument,
  type TextSource,
} from './rerank/rerank-run.js';
export { textsOfCorpus, textsOfIndex } from './rerank/texts.js';
export { convertRun } from './run/convert-run.js';
export { overlap } from './run/overlap.js';
export { type LoadRunOptions, loadRun, type RunFormat } from './run/read-run.js';
export { type Hit, Run, RunTopic } from './run/run.js';
export {
  formatMsMarcoRunLines,
  formatRunLines,
  type TopicHits,
  type WriteRunOptions,
  writeRun,
} from './run/write-run.js';
export type { ExplainedTerm, ScoreExplanation, Unmatched, UnmatchedTerm } from './search/explanation.js';
export type { Rm3Options, RocchioOptions } from './search/feedback/options.js';
export type { FieldType, FieldTypes } from './search/field-types.js';
export type { FilterRange, FilterValue, SearchFilter, SearchOptions } from './search/filter.js';
export type { ImpactQuery, ImpactSearcher, StoredDocument } from './search/impact-searcher.js';
export type { AnalyzerFacts, IndexDescription, IndexedCollection } from './search/index-description.js';
export type { IndexingCall } from './search/indexing-call.js';
export type { SearchLimits } from './search/limits.js';
export { serve } from './server/serve.js';
export type { RunningServer, ServeOptions } from './server/serve-options.js';
export type { IndexDefinition } from './serving/index-set.js';
export { readTopics } from './topics/read-topics.js';
export type { Topic } from './topics/topic.js';
export { type ErrorCode, TseriniError, type TseriniErrorOptions } from './util/errors.js';
export { type PruneOptions, prune, topTerms } from './vector/prune.js';
export type { SparseVector } from './vector/sparse-vector.js';
export type { MaskOptions } from './vector/token-mask.js';
