// Evaluation, whole commands: tserini eval.trec_eval, trec_eval, and pytrec_eval, on the same run.
//
//   node bench/eval.mjs [--topics 7000] [--hits 1000] [--runs 3]
//
// Peers, each if available:
//   TREC_EVAL          a trec_eval binary; 9.0.4 is in the jar uk.ac.gla.dcs.terrierteam:jtreceval:0.0.5 on Maven
//                      Central (unzip it, take trec_eval-linux-amd64 or -macosx-x86_64)
//   PYTREC_EVAL_PYTHON a Python with the package pytrec-eval-terrier
//   PYSERINI_PYTHON    a Python with the package pyserini (6.5 GB): `python -m pyserini.eval.trec_eval` on NFCorpus

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { generateRun } from './support/generate-run.mjs';
import { compareCommands } from './support/measure.mjs';
import { sharedData, tserini } from './support/peers.mjs';
import { commandRows, saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    topics: { type: 'string', default: '7000' },
    hits: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '3' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const { TREC_EVAL, PYTREC_EVAL_PYTHON, PYSERINI_PYTHON } = process.env;

const pytrecEval = `
import sys, pytrec_eval
with open(sys.argv[1]) as file: qrels = pytrec_eval.parse_qrel(file)
with open(sys.argv[2]) as file: run = pytrec_eval.parse_run(file)
results = pytrec_eval.RelevanceEvaluator(qrels, {'ndcg_cut.10'}).evaluate(run)
print(sum(topic['ndcg_cut_10'] for topic in results.values()) / len(results))
`;

function commandsFor(qrels, run, { withPyserini }) {
  const flags = ['-c', '-m', 'ndcg_cut.10'];
  const commands = [
    { name: 'tserini eval.trec_eval', command: [...tserini, 'eval.trec_eval', ...flags, qrels, run] },
  ];
  if (TREC_EVAL) commands.push({ name: 'trec_eval', command: [TREC_EVAL, ...flags, qrels, run] });
  if (PYTREC_EVAL_PYTHON) {
    commands.push({ name: 'pytrec_eval', command: [PYTREC_EVAL_PYTHON, '-c', pytrecEval, qrels, run] });
  }
  if (withPyserini && PYSERINI_PYTHON) {
    const command = [PYSERINI_PYTHON, '-m', 'pyserini.eval.trec_eval', ...flags, qrels, run];
    commands.push({ name: 'pyserini.eval.trec_eval', command });
  }
  return commands;
}

try {
  const [run, qrels] = [join(folder, 'run.txt'), join(folder, 'qrels.txt')];
  const [topics, hits] = [Number(values.topics), Number(values.hits)];
  await generateRun({ run, qrels, topics, hits });
  const rows = [];
  const compare = async (title, commands, goalOf) => {
    const results = await compareCommands(title, commands, Number(values.runs));
    const named = commandRows(title, commands, results);
    rows.push(...named.map((row) => (row.unit === 's' ? { ...row, ...goalOf(row) } : row)));
  };
  const size = (statSync(run).size / 1e6).toFixed(0);
  await compare(
    `nDCG@10 of ${topics} topics x ${hits} hits, generated (${size} MB)`,
    commandsFor(qrels, run, { withPyserini: false }),
    () => ({ goal: { ratio: 0.5 } }),
  );
  const nfcorpus = sharedData('nfcorpus/runs/bm25.k1000.txt.gz');
  if (existsSync(nfcorpus)) {
    const plain = join(folder, 'nfcorpus.txt');
    writeFileSync(plain, gunzipSync(readFileSync(nfcorpus)));
    await compare(
      'nDCG@10 of 323 topics of NFCorpus, BM25, up to 1000 hits',
      commandsFor(sharedData('nfcorpus/qrels/test.qrels'), plain, { withPyserini: true }),
      ({ peer }) => (peer === undefined || peer.startsWith('pyserini') ? { goal: { ratio: 10 } } : {}),
    );
  }
  saveRows(rows);
} finally {
  rmSync(folder, { recursive: true });
}
