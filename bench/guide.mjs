// The guide on NFCorpus with splade-tiny, as whole commands: encode, index, search, evaluate; and the published
// SPLADE-v3 vectors by `tserini reproduce`.
//
//   node bench/guide.mjs [--documents N]
//
// Each command runs once, as encoding takes a minute or two and nothing is compared. With --documents, only the first N.
// encode.mjs, start.mjs and eval.mjs run the same commands of Pyserini 1.6.0 if it is installed.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureOnce } from './support/measure.mjs';
import { readNfcorpus } from './support/nfcorpus.mjs';
import { sharedData, tserini } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({ options: { documents: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const path = (name) => join(folder, name);
const rows = [];

async function step(name, ...args) {
  const result = await measureOnce([...tserini, ...args]);
  const columns = `${result.seconds.toFixed(2).padStart(7)} s  ${result.megabytes.toFixed(0).padStart(5)} MB`;
  console.log(`  ${name.padEnd(44)} ${columns}`);
  return result;
}

/** A measure as eval.trec_eval prints it. */
function figureOf(output, measure) {
  return Number(new RegExp(`^${measure}\\s+all\\s+([\\d.]+)$`, 'm').exec(output)[1]);
}

try {
  const documents = readNfcorpus('corpus.jsonl').slice(0, values.documents && Number(values.documents));
  const whole = values.documents === undefined;
  writeFileSync(path('corpus.jsonl'), documents.map((record) => `${JSON.stringify(record)}\n`).join(''));
  console.log(`NFCorpus, ${documents.length} documents, splade-tiny`);

  const fields = ['--fields', 'title', 'text'];
  const input = [
    'input',
    '--corpus',
    path('corpus.jsonl'),
    ...fields,
    'output',
    '--embeddings',
    path('encoded'),
  ];
  const model = ['encoder', '--encoder', 'splade-tiny', ...fields, '--max-length', '512'];
  const encode = await step('encode', 'encode', ...input, ...model);
  const rate = documents.length / encode.seconds;
  rows.push({ name: 'encode, whole command', unit: 'docs/s', ours: rate, goal: { atLeast: 25 } });
  rows.push({ name: 'encode, memory', unit: 'MB', ours: encode.megabytes, goal: { atMost: 400 } });

  const collection = ['--collection', 'JsonVectorCollection', '--input', path('encoded')];
  const index = ['--index', path('index'), '--impact'];
  const indexing = await step('index.lucene', 'index.lucene', ...collection, ...index, '--pretokenized');
  rows.push({ name: 'index.lucene', unit: 's', ours: indexing.seconds });

  const topics = [
    '--topics',
    sharedData('nfcorpus/queries.all.tsv'),
    '--qrels',
    sharedData('nfcorpus/qrels/test.qrels'),
  ];
  const run = ['--output', path('run.txt'), '--hits', '1000', '--remove-query', '--encoder', 'splade-tiny'];
  const search = await step(
    'search.lucene, 323 queries, 1,000 hits',
    'search.lucene',
    ...index,
    ...topics,
    ...run,
  );
  rows.push({
    name: 'search.lucene, 323 queries, 1,000 hits',
    unit: 's',
    ours: search.seconds,
    goal: { atMost: 4 },
  });

  const measures = ['-c', '-m', 'ndcg_cut.10', '-m', 'recall.100,1000'];
  const judged = [sharedData('nfcorpus/qrels/test.qrels'), path('run.txt')];
  const evaluation = await step('eval.trec_eval', 'eval.trec_eval', ...measures, ...judged);
  rows.push({ name: 'eval.trec_eval', unit: 's', ours: evaluation.seconds });
  const ndcg = figureOf(evaluation.output, 'ndcg_cut_10');
  // The value of Pyserini's run of the same commands.
  rows.push({ name: 'nDCG@10', unit: '', ours: ndcg, ...(whole ? { goal: { atLeast: 0.3083 } } : {}) });

  const data = ['--data', sharedData('nfcorpus/nfcorpus.zip')];
  const vectors = ['--vectors', sharedData('nfcorpus-splade-v3/vectors.jsonl.gz')];
  const encoded = [
    '--encoded-topics',
    sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz'),
  ];
  const output = ['--output', path('reproduced')];
  const command = ['reproduce', 'nfcorpus-splade-v3', ...data, ...vectors, ...encoded, ...output];
  const reproduced = await step('reproduce nfcorpus-splade-v3', ...command);
  rows.push({
    name: 'reproduce nfcorpus-splade-v3',
    unit: 's',
    ours: reproduced.seconds,
    goal: { atMost: 15 },
  });
  saveRows(rows, { notes: whole ? [] : [`Only ${documents.length} documents: a trial run.`] });
} finally {
  rmSync(folder, { recursive: true });
}
