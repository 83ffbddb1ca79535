// Compares tserini's evaluation with the real trec_eval, on every run of the shared test data, -q, all measures.
// By hand, not in CI:
//
//   npx tsc -p .
//   python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pytrec-eval-terrier==0.5.11
//   mvn dependency:copy -Dartifact=uk.ac.gla.dcs.terrierteam:jtreceval:0.0.5 -DoutputDirectory=/tmp/jtreceval
//   (cd /tmp/jtreceval && unzip -o jtreceval-0.0.5.jar && chmod +x trec_eval-*)
//   PYTREC_EVAL_PYTHON=/tmp/venv/bin/python TREC_EVAL_904=/tmp/jtreceval/trec_eval-linux-amd64 \
//     node test/interop/trec-eval-peers.mjs
//
// - pytrec-eval-terrier 0.5.11 wraps trec_eval 9.0.8 (its setup.py names the archive). Values are compared as
//   doubles with our 9.0.4 behaviour, and the measures whose figures differ in our 10.0 behaviour are counted.
//
// What came out, on nine runs: no difference to either peer with our 9.0.4 behaviour (28,122 or 29,487 lines a run
// equal, and 27,720 or 29,070 values). With our 10.0 behaviour two differences, both 10.0's own:
// 1. iprec_at_recall and 11pt_avg, on every run: 10.0 rounds a share of the relevant documents to a number of
//    documents, 9.0.x adds 0.9 and drops the fraction.
// 2. fusion.average and fusion.interpolation, measures that look at ranks, on 25 topics: 10.0 compares scores in
//    double precision, 9.0.x in single precision, where some of these scores tie and docids order them.
//
// - jtreceval 0.0.5 holds the trec_eval 9.0.4 that Anserini and Pyserini run. Its output is compared byte for byte
//   with `--compat 9.0.4`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { evaluateFile } from '../../dist/eval/evaluate.js';
import { formatEvaluation } from '../../dist/eval/format.js';
import { loadQrels } from '../../dist/eval/read-qrels.js';
import { measureGroups, newerThan904 } from '../../dist/eval/registry.js';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const { PYTREC_EVAL_PYTHON, TREC_EVAL_904 } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'tserini-interop-'));
const qrelsPath = join(data, 'nfcorpus/qrels/test.qrels');
const names = measureGroups.all_trec.filter((name) => !newerThan904.includes(name));

const script = `
import json, sys, pytrec_eval
measures = set(json.loads(sys.argv[3]))
with open(sys.argv[1]) as file: qrels = pytrec_eval.parse_qrel(file)
with open(sys.argv[2]) as file: run = pytrec_eval.parse_run(file)
json.dump(pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(run), sys.stdout)
`;

/** Topics and values that differ from the peer's, by measure. */
function differences(evaluation, peer) {
  const found = new Map();
  let compared = 0;
  for (const topic of evaluation.topics) {
    const values = evaluation.topic(topic);
    for (const [name, theirs] of Object.entries(peer[topic])) {
      const ours = values.get(name);
      if (typeof ours !== 'number') continue;
      compared++;
      if (Math.abs(ours - theirs) > 1e-12 * Math.max(1, Math.abs(theirs))) {
        found.set(name, (found.get(name) ?? 0) + 1);
      }
    }
  }
  return { compared, found };
}

function describe({ compared, found }) {
  const measures = new Map();
  for (const [name, count] of found) {
    const measure = name.replace(/_[\d.]+$/, '');
    measures.set(measure, Math.max(count, measures.get(measure) ?? 0));
  }
  const list = [...measures].map(([name, count]) => `${name} on up to ${count} topics`).join(', ');
  return `${compared} values compared, different: ${list || 'none'}`;
}

try {
  const qrels = await loadQrels(qrelsPath);
  const runs = ['nfcorpus/runs', 'nfcorpus-splade-v3/runs'].flatMap((sub) =>
    readdirSync(join(data, sub)).map((file) => join(data, sub, file)),
  );
  runs.push(join(data, 'nfcorpus-splade-tiny/pyserini-run.txt.gz'));
  for (const path of runs) {
    const plain = join(folder, 'run.txt');
    writeFileSync(plain, gunzipSync(readFileSync(path)));
    console.log(path.slice(data.length));
    const [single, double] = [
      await evaluateFile(qrels, plain, ['all_trec'], { compat: '9.0.4' }),
      await evaluateFile(qrels, plain, names),
    ];
    if (TREC_EVAL_904) {
      const options = { encoding: 'utf8', maxBuffer: 1 << 28 };
      const theirs = execFileSync(TREC_EVAL_904, ['-m', 'all_trec', '-q', qrelsPath, plain], options);
      const equal = theirs === formatEvaluation(single, { perTopic: true });
      console.log(
        `  trec_eval 9.0.4: ${theirs.split('\n').length - 1} lines, ${equal ? 'equal' : 'DIFFERENT'}`,
      );
    }
    if (PYTREC_EVAL_PYTHON) {
      const args = [
        '-c',
        script,
        qrelsPath,
        plain,
        JSON.stringify(names.filter((name) => name !== 'relstring')),
      ];
      const peer = JSON.parse(
        execFileSync(PYTREC_EVAL_PYTHON, args, { encoding: 'utf8', maxBuffer: 1 << 28 }),
      );
      console.log(`  pytrec_eval (trec_eval 9.0.8), as 9.0.4: ${describe(differences(single, peer))}`);
      console.log(`  pytrec_eval (trec_eval 9.0.8), as 10.0: ${describe(differences(double, peer))}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
