import type { CommandTable } from './command.js';

/** Every command, in the order in which `tserini --help` lists them. */
export const commands: CommandTable = {
  search: {
    describe: 'Search with one query, or a prompt, and show titles and snippets',
    load: () => import('./commands/search.js'),
  },
  encode: {
    describe: 'Encode a corpus into learned sparse vectors (JsonVectorCollection)',
    load: () => import('./commands/encode.js'),
  },
  'encode.query': {
    describe: 'Encode topics once, to a file that searches read in place of a model',
    load: () => import('./commands/encode-query.js'),
  },
  'index.lucene': {
    describe: 'Build a Lucene index from a collection',
    load: () => import('./commands/index-lucene.js'),
  },
  'search.lucene': {
    describe: 'Search a Lucene index and write a run',
    load: () => import('./commands/search-lucene.js'),
  },
  'index.opensearch': {
    describe: 'Build an impact index on an OpenSearch cluster from encoded vectors',
    load: () => import('./commands/index-opensearch.js'),
  },
  'search.opensearch': {
    describe: 'Search an impact index on an OpenSearch cluster and write a run',
    load: () => import('./commands/search-opensearch.js'),
  },
  'search.hybrid': {
    describe: 'Search an impact index and a text index side by side and fuse the hits',
    load: () => import('./commands/search-hybrid.js'),
  },
  topics: {
    describe: 'List the published topics, or print topics by name or of a file',
    load: () => import('./commands/topics.js'),
  },
  qrels: {
    describe: 'List the published relevance judgments, or download some',
    load: () => import('./commands/qrels.js'),
  },
  fusion: {
    describe: 'Fuse runs into one: reciprocal ranks, interpolation, normalized scores',
    load: () => import('./commands/fusion.js'),
  },
  'run.with-texts': {
    describe: 'Write the hits of a run with their texts, as rerankers read them (JSONL)',
    load: () => import('./commands/run-with-texts.js'),
  },
  rerank: {
    describe: 'Rerank a run with a sparse model, by texts of a corpus or an index',
    load: () => import('./commands/rerank.js'),
  },
  serve: {
    describe: 'Serve indexes over HTTP: a search page with explanations, REST, metrics',
    load: () => import('./commands/serve.js'),
  },
  mcp: {
    describe: 'Serve indexes to an assistant over the Model Context Protocol (stdio)',
    load: () => import('./commands/mcp.js'),
  },
  explain: {
    describe: 'Explain the rank of a document: what each term adds to its score',
    load: () => import('./commands/explain.js'),
  },
  inspect: {
    describe: 'Inspect an index: statistics, a document, the postings of a term, a check of its files',
    load: () => import('./commands/inspect.js'),
  },
  model: {
    describe: 'Show what would be loaded of a model: modules, limits, size, what is not supported',
    load: () => import('./commands/model.js'),
  },
  prebuilt: {
    describe: 'List the published indexes, or download one',
    load: () => import('./commands/prebuilt.js'),
  },
  'dump-vectors': {
    describe: 'Write the vectors of an impact index to a file, also for other engines',
    load: () => import('./commands/dump-vectors.js'),
  },
  'vectors.convert': {
    describe: 'Convert vectors: npz, indices and values, Seismic, feeds for search engines',
    load: () => import('./commands/vectors-convert.js'),
  },
  'vectors.prune': {
    describe: 'Prune vectors or an index: by document, by posting list, or by token; measure what it costs',
    load: () => import('./commands/vectors-prune.js'),
  },
  'ciff.export': {
    describe: 'Write an impact index in the Common Index File Format, for PISA, BMP and others',
    load: () => import('./commands/ciff-export.js'),
  },
  'ciff.import': {
    describe: 'Build an impact index of a file in the Common Index File Format',
    load: () => import('./commands/ciff-import.js'),
  },
  'eval.trec_eval': {
    describe: 'Evaluate a run against relevance judgments',
    load: () => import('./commands/eval-trec-eval.js'),
  },
  'eval.compare': {
    describe: 'Compare runs: differences, significance tests, topics that changed most',
    load: () => import('./commands/eval-compare.js'),
  },
  'eval.msmarco_passage_eval': {
    describe: "Evaluate an MS MARCO passage run as MS MARCO's own script does (MRR@10)",
    load: () => import('./commands/eval-msmarco-passage.js'),
  },
  'eval.msmarco_doc_eval': {
    describe: "Evaluate an MS MARCO document run as MS MARCO's own script does (MRR@100)",
    load: () => import('./commands/eval-msmarco-doc.js'),
  },
  'eval.convert_msmarco_run_to_trec_run': {
    describe: "Convert a run from MS MARCO's format to TREC's",
    load: () => import('./commands/eval-convert-msmarco-to-trec.js'),
  },
  'eval.convert_trec_run_to_msmarco_run': {
    describe: "Convert a run from TREC's format to MS MARCO's",
    load: () => import('./commands/eval-convert-trec-to-msmarco.js'),
  },
  reproduce: {
    describe: 'Run a whole experiment and compare its metrics with the expected ones',
    load: () => import('./commands/reproduce.js'),
  },
  java: {
    describe: 'Show which Java is used, or fetch one',
    load: () => import('./commands/java.js'),
  },
  doctor: {
    describe: 'Check what this program needs: Java, Lucene, ONNX Runtime, the machine',
    load: () => import('./commands/doctor.js'),
  },
  completion: {
    describe: 'Print a completion script for bash or zsh',
    load: () => import('./commands/completion.js'),
  },
};
