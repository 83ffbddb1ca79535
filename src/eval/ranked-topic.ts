import type { RunTopic } from '../run/run.js';
import type { TopicQrels } from './qrels.js';

/** The version of trec_eval whose behavior is followed. Pyserini wraps 9.0.4. */
export type Version = '10.0' | '9.0.4';

/** Level of a retrieved document that the qrels do not name. */
export const notPooled = -1;
/** Level of a retrieved document that the qrels name with a negative relevance: pooled, but not judged. */
export const notJudged = -2;

/** The input of all measures of a topic. */
export interface RankedTopic {
  /** Relevance level of each retrieved document, best ranked first; {@link notPooled} and {@link notJudged}. */
  readonly levels: Int32Array;
  /** Lowest level that counts as relevant (-l). */
  readonly relevanceLevel: number;
  /** How many judged documents have each level from 0 up. */
  readonly judgedAtLevel: Int32Array;
  readonly retrieved: number;
  /** Relevant documents in the qrels. */
  readonly relevant: number;
  readonly relevantRetrieved: number;
  readonly notPooledRetrieved: number;
  readonly notJudgedRetrieved: number;
  /** Documents in the collection (-N), or 0. */
  readonly documents: number;
  readonly version: Version;
}

export interface RankingParameters {
  readonly relevanceLevel: number;
  readonly depth: number;
  readonly judgedOnly: boolean;
  readonly documents: number;
  readonly version: Version;
}

/** trec_eval compares scores in single precision up to 9.0.8, and in double precision since 10.0. */
export function precisionOf(version: Version): 'single' | 'double' {
  return version === '9.0.4' ? 'single' : 'double';
}

/** Looks up the relevance of every retrieved document, in rank order. */
export function rankTopic(qrels: TopicQrels, run: RunTopic, parameters: RankingParameters): RankedTopic {
  const ranking = run.ranking({ precision: precisionOf(parameters.version) });
  const depth = Math.min(ranking.length, parameters.depth);
  const levels = new Int32Array(depth);
  let retrieved = 0;
  for (let rank = 0; rank < depth; rank++) {
    const level = qrels.level(run.docids, ranking[rank]!);
    const judged = level !== undefined && level >= 0;
    if (parameters.judgedOnly && !judged) continue;
    levels[retrieved++] = judged ? level : level === undefined ? notPooled : notJudged;
  }
  return summarize(levels.subarray(0, retrieved), qrels.levels, parameters);
}

/**
 * The topic as trec_eval 10.0 sees it with -c where the run lacks it: one document was retrieved, which is
 * not in the qrels.
 */
export function missingTopic(qrels: TopicQrels, parameters: RankingParameters): RankedTopic {
  const length = parameters.judgedOnly || parameters.depth < 1 ? 0 : 1;
  return summarize(new Int32Array(length).fill(notPooled), qrels.levels, parameters);
}

function summarize(levels: Int32Array, judged: Int32Array, parameters: RankingParameters): RankedTopic {
  const { relevanceLevel, documents, version } = parameters;
  let highest = -1;
  for (const level of judged) if (level > highest) highest = level;
  const judgedAtLevel = new Int32Array(highest + 1);
  let relevant = 0;
  for (const level of judged) {
    if (level < 0) continue;
    judgedAtLevel[level]!++;
    if (level >= relevanceLevel) relevant++;
  }
  let relevantRetrieved = 0;
  let notPooledRetrieved = 0;
  let notJudgedRetrieved = 0;
  for (const level of levels) {
    if (level === notPooled) notPooledRetrieved++;
    else if (level === notJudged) notJudgedRetrieved++;
    else if (level >= relevanceLevel) relevantRetrieved++;
  }
  return {
    levels,
    relevanceLevel,
    judgedAtLevel,
    retrieved: levels.length,
    relevant,
    relevantRetrieved,
    notPooledRetrieved,
    notJudgedRetrieved,
    documents,
    version,
  };
}
