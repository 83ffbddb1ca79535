import { fileURLToPath } from 'node:url';

/** A whole experiment as data: what to encode, with what, and how to measure it. */
export interface Reproduction {
  readonly title: string;
  /** A folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/test.tsv. */
  readonly data: string;
  /** The encoder of documents and queries. */
  readonly encoder: string;
  readonly fields: readonly string[];
  /** Longest document in tokens. */
  readonly maxLength: number;
  /** Hits a topic. */
  readonly hits: number;
  /** As trec_eval's -m takes them, each with one cutoff. */
  readonly measures: readonly string[];
  /** The topic whose best hits are shown. */
  readonly shownTopic: string;
}

/** Every experiment by name. */
export const reproductions: Readonly<Record<string, Reproduction>> = {
  embedded: {
    title: 'SPLADE on the collection that comes with tserini',
    data: fileURLToPath(new URL('../../examples/collection', import.meta.url)),
    encoder: 'splade-tiny',
    fields: ['title', 'text'],
    maxLength: 512,
    hits: 1000,
    measures: ['ndcg_cut.10', 'recall.100'],
    shownTopic: 'q10',
  },
};
