// Evaluates two runs and asks whether they differ by more than chance. The runs are those that `npm start` makes.

import { compareRuns, evaluate, formatComparison, loadQrels, loadRun } from 'tserini';

const [qrelsPath, ...paths] =
  process.argv.length > 4
    ? process.argv.slice(2)
    : [
        'examples/collection/qrels/test.tsv',
        'out/embedded/runs/bm25.txt',
        'out/embedded/runs/splade-tiny.txt',
      ];

const qrels = await loadQrels(qrelsPath!);
const runs = await Promise.all(paths.map(async (name) => ({ name, run: await loadRun(name) })));
for (const { name, run } of runs) {
  const evaluation = evaluate(qrels, run, ['ndcg_cut.10', 'recall.100'], { complete: true });
  console.log(name, evaluation.get('ndcg_cut_10'), evaluation.get('recall_100'));
}
console.log(formatComparison(await compareRuns(qrels, runs, ['ndcg_cut.10'], { seed: 1 })));
