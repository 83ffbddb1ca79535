import type { RunTopic } from '../run/run.js';
import { visitRun } from '../run/visit-run.js';
import { TseriniError } from '../util/errors.js';
import type { ReadOptions } from '../util/files/read-bytes.js';
import { pythonFloat } from '../util/python/float.js';
import { nothingInCommon } from './evaluator.js';
import { ReciprocalRanks } from './msmarco-passage.js';
import type { Qrels } from './qrels.js';

/** How many documents of a topic a run should have. */
const expected = 100;

/** The result of MS MARCO's own evaluation of document runs. */
export interface MsMarcoDocumentResult {
  /**
   * Mean reciprocal rank of the first relevant document, over all topics of the qrels. As in the official script, documents
   * below rank 100 count, too.
   */
  readonly mrr100: number;
  /** Topics of the run, in the qrels or not. */
  readonly queriesRanked: number;
  /** Topics of the run with more than 100 documents. */
  readonly tooLong: readonly string[];
  /** Lines of run and qrels that begin with `#` and were skipped as comments. */
  readonly comments: number;
}

class DocumentRanks extends ReciprocalRanks {
  readonly tooLong: string[] = [];

  override add(run: RunTopic): void {
    super.add(run);
    if (run.ranking().length > expected) this.tooLong.push(run.topic);
  }
}

/**
 * MRR@100 as MS MARCO's `msmarco_doc_eval.py` computes it.
 *
 * @param runPath an MS MARCO run (topic, docid, rank) or a TREC run
 * @throws TseriniError INPUT where no topic of the run is in the qrels; as `loadRun`
 */
export async function evaluateMsMarcoDocument(
  qrels: Qrels,
  runPath: string,
  options: ReadOptions = {},
): Promise<MsMarcoDocumentResult> {
  const start = () => new DocumentRanks(qrels, Number.POSITIVE_INFINITY);
  const { visitor, comments } = await visitRun(runPath, start, options);
  if (visitor.matched === 0) throw new TseriniError('INPUT', nothingInCommon);
  return {
    mrr100: visitor.sum / qrels.topics.size,
    queriesRanked: visitor.ranked,
    tooLong: visitor.tooLong,
    comments: comments + qrels.comments,
  };
}

/** The official script's output. */
export function formatMsMarcoDocument({ mrr100, queriesRanked, tooLong }: MsMarcoDocumentResult): string {
  const line = '#####################';
  return [
    ...tooLong.map((topic) => `Too many documents ranked. Please Provide top 100 documents for qid:${topic}`),
    'Quantity of Documents ranked for each query is as expected. Evaluating',
    ...[line, `MRR @100: ${pythonFloat(mrr100)}`, `QueriesRanked: ${queriesRanked}`, line, ''],
  ].join('\n');
}
