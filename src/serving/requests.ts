import type { SearchFilter } from '../search/filter.js';
import type { DocumentsShown } from './candidates.js';
import type { RecordForm } from './document-text.js';
import type { Scoring } from './open-index.js';
import type { QueryPruning } from './query-pruning.js';
import type { BatchResponse, Candidate, Method, SearchMethod, SearchResponse } from './results.js';

/** How one query is searched, and what is returned. */
export interface SearchSettings extends QueryPruning, Scoring {
  readonly hits?: number;
  readonly qid?: string;
  /** Default: impact if the index has impacts. */
  readonly method?: SearchMethod | undefined;
  /** Default: `snippet`. */
  readonly documents?: DocumentsShown;
  /** Which documents may be hits. */
  readonly filter?: SearchFilter | undefined;
  readonly form?: RecordForm | undefined;
}

export type BatchSettings = Pick<
  SearchSettings,
  'hits' | 'method' | 'documents' | 'filter' | 'bm25' | 'form'
>;

/** How a score is explained: that of one ranking. */
export interface ExplainSettings extends QueryPruning, Scoring {
  /** Default: impact if the index has impacts. */
  readonly method?: Method | undefined;
}

export type SearchHead = Omit<SearchResponse, 'candidates'>;
export type BatchHead = Omit<BatchResponse, 'results'>;

/** A part of an answer: the head comes first, then the candidates by pages. */
export type SearchPart = { readonly head: SearchHead } | { readonly candidates: readonly Candidate[] };

/** A part of an answer to many queries: the head, then for each query itself and its candidates by pages. */
export type BatchPart =
  | { readonly head: BatchHead }
  | Pick<BatchResponse['results'][number], 'query'>
  | { readonly candidates: readonly Candidate[] };

export interface CallOptions {
  /** Rejects the call; a search stops in Lucene too. */
  readonly signal?: AbortSignal;
}
