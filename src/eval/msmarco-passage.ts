import type { RunTopic } from '../run/run.js';
import { visitRun } from '../run/visit-run.js';
import { TseriniError } from '../util/errors.js';
import type { ReadOptions } from '../util/files/read-bytes.js';
import { pythonFloat } from '../util/python/float.js';
import { nothingInCommon } from './evaluator.js';
import type { Qrels } from './qrels.js';

const deepest = 10;

/** The result of MS MARCO's own evaluation of passage runs. */
export interface MsMarcoPassageResult {
  /** Mean reciprocal rank of the first relevant passage in the first 10, over all topics of the qrels. */
  readonly mrr10: number;
  /** Topics of the run, in the qrels or not. */
  readonly queriesRanked: number;
  /** Lines of run and qrels that begin with `#` and were skipped as comments. */
  readonly comments: number;
}

/** Adds up reciprocal ranks. A passage is relevant if the qrels name it: the official scripts read no level. */
export class ReciprocalRanks {
  ranked = 0;
  matched = 0;
  sum = 0;
  private readonly qrels: Qrels;
  private readonly depth: number;

  /** @param depth how many hits of each topic count */
  constructor(qrels: Qrels, depth: number) {
    this.qrels = qrels;
    this.depth = depth;
  }

  add(run: RunTopic): void {
    this.ranked++;
    const judged = this.qrels.topics.get(run.topic);
    if (!judged) return;
    this.matched++;
    const ranking = run.ranking().subarray(0, this.depth);
    const first = ranking.findIndex((number) => judged.level(run.docids, number) !== undefined);
    if (first >= 0) this.sum += 1 / (first + 1);
  }
}

/**
 * MRR@10 as MS MARCO's `msmarco_passage_eval.py` computes it.
 *
 * @param runPath an MS MARCO run (topic, docid, rank) or a TREC run
 * @throws TseriniError INPUT where no topic of the run is in the qrels; as `loadRun`
 */
export async function evaluateMsMarcoPassage(
  qrels: Qrels,
  runPath: string,
  options: ReadOptions = {},
): Promise<MsMarcoPassageResult> {
  const { visitor, comments } = await visitRun(runPath, () => new ReciprocalRanks(qrels, deepest), options);
  if (visitor.matched === 0) {
    throw new TseriniError('INPUT', nothingInCommon);
  }
  return {
    mrr10: visitor.sum / qrels.topics.size,
    queriesRanked: visitor.ranked,
    comments: comments + qrels.comments,
  };
}

/** The official script's output. */
export function formatMsMarcoPassage({ mrr10, queriesRanked }: MsMarcoPassageResult): string {
  const line = '#####################';
  return `${line}\nMRR @10: ${pythonFloat(mrr10)}\nQueriesRanked: ${queriesRanked}\n${line}\n`;
}
