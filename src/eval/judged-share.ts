import type { DocidTable } from '../run/docid-table.js';
import { RunTopic } from '../run/run.js';
import type { Judgments } from './judgments.js';

/** The judged documents of a topic: one table per set of judgments. */
function judgedDocids(judgments: Judgments, topic: string): readonly DocidTable[] {
  switch (judgments.format) {
    case 'qrels':
    case 'prefs':
    case 'qrels_prefs': {
      const judged = judgments.topics.get(topic);
      return judged ? [judged.docids] : [];
    }
    case 'qrels_jg':
      return [...(judgments.topics.get(topic)?.values() ?? [])].map(({ docids }) => docids);
  }
}

function isJudged(tables: readonly DocidTable[], { docids }: RunTopic, number: number): boolean {
  return tables.some((table) => table.find(docids, number) >= 0);
}

/** The hits of a topic that its judgments name: Pyserini's -remove-unjudged. */
export function judgedHits(run: RunTopic, judgments: Judgments): RunTopic {
  const tables = judgedDocids(judgments, run.topic);
  const kept = new RunTopic(run.topic);
  for (let number = 0; number < run.size; number++) {
    if (isJudged(tables, run, number)) kept.addFrom(run, number);
  }
  return kept;
}

/**
 * Pyserini's judged_k: of the first k hits of all topics of the run together, those that the qrels name. Topics
 * that the qrels lack count too. It is a share of hits, not a mean over topics.
 */
export class JudgedShare {
  private readonly cutoffs: readonly number[];
  private readonly judgments: Judgments;
  private readonly judged: number[];
  private readonly seen: number[];

  constructor(cutoffs: readonly number[], judgments: Judgments) {
    this.cutoffs = cutoffs;
    this.judgments = judgments;
    this.judged = cutoffs.map(() => 0);
    this.seen = cutoffs.map(() => 0);
  }

  add(run: RunTopic): void {
    if (this.cutoffs.length === 0) return;
    const tables = judgedDocids(this.judgments, run.topic);
    const ranking = run.ranking();
    this.cutoffs.forEach((cutoff, index) => {
      const top = ranking.subarray(0, cutoff);
      this.seen[index]! += top.length;
      for (const number of top) if (isJudged(tables, run, number)) this.judged[index]!++;
    });
  }

  /** Names (`judged_10`) and shares. */
  *values(): Generator<readonly [string, number]> {
    for (const [index, cutoff] of this.cutoffs.entries()) {
      yield [`judged_${cutoff}`, this.judged[index]! / this.seen[index]!];
    }
  }
}
