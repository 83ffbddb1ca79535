import { FeatureVector, vocabulary } from './feature-vector.js';
import type { FeedbackMethod } from './feedback-searcher.js';
import type { Rm3Options, RocchioOptions } from './options.js';

/** A document that the first search of a query found. */
export interface FeedbackDocument {
  readonly score: number;
  /** Its terms by code point, with their weights, as far as {@link isFeedbackTerm} and {@link Feedback.wants} take them. */
  readonly vector: Iterable<readonly [string, number]>;
}

/**
 * Pseudo-relevance feedback: assumes that the first documents that a query finds are relevant, and makes a new query from
 * it and from their terms. The same arithmetic as in the embedded index, digit by digit.
 */
export interface Feedback {
  readonly name: 'rm3' | 'rocchio';
  /** How many hits of the first search it needs, if at most k are asked for. */
  hitsNeeded(k: number): number;
  /** The places of the hits whose terms it needs. */
  documentsNeeded(hits: number): readonly number[];
  /** Whether it takes a term of a document. */
  wants(term: string): boolean;
  /**
   * Makes the new query: terms with weights from 0 up.
   * @param documents those of {@link documentsNeeded}
   */
  expand(
    query: Iterable<readonly [string, number]>,
    documents: readonly FeedbackDocument[],
    hits: number,
  ): [string, number][];
}

/** The feedback of a method with its settings. */
export function feedbackOf(method: FeedbackMethod): Feedback {
  return method.name === 'rm3' ? rm3(method.options) : rocchio(method.options);
}

/** Terms that feedback takes from documents are 2 to 20 characters long. */
export function isFeedbackTerm(term: string): boolean {
  return term.length >= 2 && term.length <= 20;
}

/** Feedback takes terms that at most a tenth of the documents have: the others mean little. */
export function isRareForFeedback(df: number, documents: number): boolean {
  return Math.fround(Math.fround(df) / Math.fround(documents)) <= Math.fround(0.1);
}

const places = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function vectorsOf(documents: readonly FeedbackDocument[]): FeatureVector[] {
  return documents.map(({ vector }) => {
    const features = new FeatureVector();
    for (const [term, weight] of vector) features.set(term, Math.fround(weight));
    return features;
  });
}

/**
 * RM3 (Abdul-Jaleel et al., TREC 2004) as Anserini computes it. Each document's vector is cut to its largest weights and
 * scaled to an L1 norm of 1; the relevance model is the sum of these, each times the document's score, cut and scaled again;
 * the new query mixes it with the query, scaled too.
 */
function rm3(options: Rm3Options): Feedback {
  const { fbTerms, fbDocs, filterTerms } = options;
  const queryWeight = Math.fround(options.originalQueryWeight);
  return {
    name: 'rm3',
    hitsNeeded: (k) => Math.min(fbDocs, k),
    documentsNeeded: (hits) => places(0, Math.min(fbDocs, hits)),
    wants: (term) => !filterTerms || /^[a-z0-9]+$/.test(term),
    expand(query, documents) {
      const original = FeatureVector.ofQuery(query);
      original.divideBy(original.l1Norm);
      const vectors = vectorsOf(documents).map((vector) => vector.keepLargest(fbTerms));
      const model = FeatureVector.sum(
        vectors,
        (vector) => vector.l1Norm,
        (i) => documents[i]!.score,
      ).keepLargest(fbTerms);
      model.divideBy(model.l1Norm);
      const mixed = new FeatureVector();
      for (const term of vocabulary([original, model])) {
        const ofQuery = Math.fround(queryWeight * original.get(term));
        mixed.set(term, Math.fround(ofQuery + (1 - queryWeight) * model.get(term)));
      }
      return mixed.entries();
    },
  };
}

/**
 * Rocchio's feedback (1971) as Anserini computes it: alpha times the query, plus beta times the mean of the first
 * documents, minus gamma times the mean of the last ones, each scaled to an L2 norm of 1. Each mean keeps its largest
 * weights. Terms whose resulting weight is 0 or below are left out.
 */
function rocchio(options: RocchioOptions): Feedback {
  const { topFbTerms, topFbDocs, bottomFbTerms, bottomFbDocs, useNegative } = options;
  const [alpha, beta, gamma] = [options.alpha, options.beta, options.gamma].map(Math.fround);
  const first = (hits: number) => Math.min(topFbDocs, hits);
  return {
    name: 'rocchio',
    // The last documents are the last of all that were asked for.
    hitsNeeded: (k) => (useNegative ? k : Math.min(topFbDocs, k)),
    documentsNeeded: (hits) => [
      ...places(0, first(hits)),
      ...(useNegative ? places(Math.max(0, hits - bottomFbDocs), hits).reverse() : []),
    ],
    wants: () => true,
    expand(query, documents, hits) {
      const original = FeatureVector.ofQuery(query);
      original.divideBy(original.l2Norm);
      const vectors = vectorsOf(documents);
      const relevant = mean(vectors.slice(0, first(hits)), topFbTerms);
      const other = useNegative ? mean(vectors.slice(first(hits)), bottomFbTerms) : new FeatureVector();
      const sum = new FeatureVector();
      for (const term of vocabulary([original, relevant, other])) {
        const positive = Math.fround(
          Math.fround(alpha! * original.get(term)) + Math.fround(beta! * relevant.get(term)),
        );
        const weight = Math.fround(positive - Math.fround(gamma! * other.get(term)));
        if (weight > 0) sum.set(term, weight);
      }
      return sum.entries();
    },
  };
}

function mean(vectors: readonly FeatureVector[], terms: number): FeatureVector {
  const mean = FeatureVector.sum(
    vectors,
    (vector) => vector.l2Norm,
    () => 1,
  );
  mean.divideBy(vectors.length).keepLargest(terms);
  return mean.divideBy(mean.l2Norm);
}
