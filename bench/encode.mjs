// Encoding: tserini in float32 and int8, plain PyTorch and Pyserini, on the same documents in one run.
//
//   node bench/encode.mjs [--documents 128] [--base-documents 12] [--rounds 3] [--families NAME,…|all] [--lengths 32,128,512]
//
// --families measures a model of base size with random weights of each family instead, in float32 and int8 beside PyTorch,
// which also writes the models; NAME is bert, distilbert, roberta, mpnet, electra, albert, deberta-v2 or modernbert.
// --lengths measures BERT base with documents that are truncated to so many tokens.
//
// The documents are the first of NFCorpus, title and text, truncated to 512 tokens. Models: splade-tiny, and a checkpoint
// of BERT base's size with random weights that this bench writes (438 MB, in the system's temporary folder).
//
// Peers, each if available:
//   TORCH_PYTHON    a Python with torch and transformers: one document at a time, no_grad, all cores
//                   (python3 -m venv torch && torch/bin/pip install torch transformers); with onnx and onnxruntime too,
//                   also the model that ONNX Runtime's quantize_dynamic makes of PyTorch's export
//   PYSERINI_PYTHON a Python 3.11 with pyserini 1.6.0 (pip install pyserini==1.6.0 faiss-cpu; 6.5 GB):
//                   its own command, at its default batch of 64 and at 1; the batch of 64 takes 21 GB of memory
//
// The share of the processor's peak is the rate of the matrix products of a text divided by the rate of ONNX Runtime's
// product of two large matrices, of float32 for fp32 and of 8-bit integers for int8, for a second before and a second after,
// with as many threads: by the clock, and by processor time, which does not depend on the load of the machine.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureEncoders } from './support/encoders.mjs';
import { measureOnce } from './support/measure.mjs';
import { readNfcorpus } from './support/nfcorpus.mjs';
import { tserini } from './support/peers.mjs';
import { base, tiny, writeRandomCheckpoint } from './support/random-checkpoint.mjs';
import { familyNames, writeRandomFamily } from './support/random-families.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '128' },
    'base-documents': { type: 'string', default: '12' },
    rounds: { type: 'string', default: '3' },
    families: { type: 'string' },
    lengths: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
process.env.TSERINI_CACHE = join(folder, 'cache');
const { PYSERINI_PYTHON } = process.env;

/** Whole commands: elapsed time and peak memory. */
async function measureCommands(model, corpus, count) {
  const results = [];
  const sections = (output) => [
    ...['input', '--corpus', corpus, '--fields', 'title', 'text', 'output', '--embeddings', output],
    ...[
      'encoder',
      '--encoder',
      model.path,
      '--fields',
      'title',
      'text',
      '--max-length',
      '512',
      '--device',
      'cpu',
    ],
  ];
  const output = join(folder, 'out');
  const commands = [
    ['tserini encode', [...tserini, 'encode', ...sections(output)]],
    ['tserini encode --dtype int8', [...tserini, 'encode', ...sections(output), '--dtype', 'int8']],
  ];
  if (PYSERINI_PYTHON) {
    for (const batch of model.measures === base ? ['1'] : ['1', '64']) {
      const command = [PYSERINI_PYTHON, '-m', 'pyserini.encode', ...sections(output)];
      commands.push([
        `pyserini.encode --batch-size ${batch}`,
        [...command, '--encoder-class', 'splade', '--batch-size', batch],
      ]);
    }
  }
  for (const [name, command] of commands) {
    rmSync(output, { recursive: true, force: true });
    const { seconds, megabytes } = await measureOnce(command, {
      env: { ...process.env, OPENAI_API_KEY: process.env.OPENAI_API_KEY ?? 'none' },
    });
    const rate = (count / seconds).toFixed(1);
    results.push({ name, rate: count / seconds, megabytes });
    console.log(
      `  ${name.padEnd(30)} ${seconds.toFixed(1).padStart(7)} s  ${rate.padStart(6)} docs/s  ${megabytes.toFixed(0).padStart(6)} MB`,
    );
  }
  return results;
}

const peersOf = (encoders) =>
  ['PyTorch', 'ONNX Runtime'].map((start) => encoders.find(({ name }) => name.startsWith(start)));

/** The rows of a model: its encoders with the model loaded, then the whole commands. */
function rowsOf({ name, goals }, encoders, commands) {
  const ours = (results, dtype) => results.find((result) => result.name.endsWith(dtype));
  const [fp32, int8] = [ours(encoders, 'fp32'), ours(encoders, 'int8')];
  const [torch, onnx] = peersOf(encoders);
  const [command, quantized, ...theirs] = commands;
  const rate = (what, result, more) => ({
    name: `${name}, ${what}`,
    unit: 'docs/s',
    ours: result.rate,
    ...more,
  });
  const memory = (what, result, more) => ({
    name: `${name}, ${what}, memory`,
    unit: 'MB',
    ours: result.megabytes,
    ...more,
  });
  return [
    rate('fp32, model loaded', fp32, {
      ...(torch ? { peer: torch.name, theirs: torch.rate } : {}),
      goal: { ratio: goals.torch },
    }),
    { name: `${name}, fp32, share of sgemm`, unit: '%', ours: fp32.share, goal: { atLeast: 80 } },
    { name: `${name}, int8, share of the int8 product`, unit: '%', ours: int8.share },
    rate('int8, model loaded', int8, {
      ...{ peer: 'our own fp32', theirs: fp32.rate },
      ...(goals.int8 ? { goal: { ratio: goals.int8 } } : {}),
    }),
    ...(onnx ? [rate('int8, model loaded', int8, { peer: onnx.name, theirs: onnx.rate })] : []),
    rate('fp32, whole command', command, {}),
    memory('fp32, whole command', command, { goal: { atMost: goals.megabytes } }),
    rate('int8, whole command', quantized, {}),
    memory('int8, whole command', quantized, {}),
    ...theirs.flatMap((peer) => [
      rate('fp32, whole command', command, { peer: peer.name, theirs: peer.rate }),
      memory('fp32, whole command', command, { peer: peer.name, theirs: peer.megabytes }),
    ]),
  ];
}

async function measureFamilies(names) {
  if (!process.env.TORCH_PYTHON)
    throw new Error('--families needs TORCH_PYTHON, with torch and transformers');
  const rows = [];
  const count = Number(values['base-documents']);
  for (const name of names) {
    const path = join(folder, name);
    const model = { name: `${name}, base size, random`, ...writeRandomFamily(name, path) };
    console.log(`\n${model.name}: ${count} documents, median of ${values.rounds} rounds, models loaded`);
    const documents = readNfcorpus('corpus.jsonl').slice(0, count);
    const [fp32, int8, ...peers] = await measureEncoders(model, documents, Number(values.rounds));
    const [torch, onnx] = peersOf(peers);
    const rate = (what, ours, peer, theirs, ratio) => ({
      ...{ name: `${model.name}, ${what}`, unit: 'docs/s', ours: ours.rate },
      ...{ peer, theirs: theirs.rate, ...(ratio ? { goal: { ratio } } : {}) },
    });
    rows.push(
      rate('fp32, model loaded', fp32, torch.name, torch, 1.2),
      rate('int8, model loaded', int8, 'our own fp32', fp32, 2),
      ...(onnx ? [rate('int8, model loaded', int8, onnx.name, onnx)] : []),
      { name: `${model.name}, fp32, share of sgemm`, unit: '%', ours: fp32.share },
      { name: `${model.name}, int8, share of the int8 product`, unit: '%', ours: int8.share },
    );
    rmSync(path, { recursive: true, force: true });
  }
  saveRows(rows);
}

async function measureLengths(lengths) {
  const rows = [];
  const path = join(folder, 'base');
  writeRandomCheckpoint(path);
  for (const maxLength of lengths) {
    // As many tokens at each length, or nearly.
    const documents = readNfcorpus('corpus.jsonl').slice(0, Math.ceil(4096 / maxLength));
    const name = `BERT base, random, at most ${maxLength} tokens`;
    console.log(`\n${name}: ${documents.length} documents, median of ${values.rounds} rounds, models loaded`);
    const model = { path, measures: base, maxLength };
    const [fp32, int8, ...peers] = await measureEncoders(model, documents, Number(values.rounds));
    const [torch, onnx] = peersOf(peers);
    const rate = (what, ours, peer, theirs) => ({
      ...{ name: `${name}, ${what}`, unit: 'tokens/s', ours: ours.tokens },
      ...(theirs ? { peer, theirs: theirs.tokens } : {}),
    });
    rows.push(rate('fp32', fp32, torch?.name, torch), rate('int8', int8, 'our own fp32', fp32));
    if (onnx) rows.push(rate('int8', int8, onnx.name, onnx));
  }
  saveRows(rows);
}

async function measureModels() {
  const rows = [];
  const embedded = fileURLToPath(new URL('../models/splade-tiny', import.meta.url));
  const models = [
    {
      name: 'splade-tiny',
      path: embedded,
      measures: tiny,
      count: Number(values.documents),
      goals: { torch: 4, megabytes: 500 },
    },
    {
      name: 'BERT base, random',
      path: join(folder, 'base'),
      measures: base,
      count: Number(values['base-documents']),
      goals: { torch: 1.2, int8: 2, megabytes: 1600 },
    },
  ];
  mkdirSync(models[1].path);
  writeRandomCheckpoint(models[1].path);
  for (const model of models) {
    const documents = readNfcorpus('corpus.jsonl').slice(0, model.count);
    const corpus = join(folder, 'corpus.jsonl');
    writeFileSync(corpus, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    console.log(
      `\n${model.name}: ${documents.length} documents, median of ${values.rounds} rounds, models loaded`,
    );
    const encoders = await measureEncoders(model, documents, Number(values.rounds));
    console.log('\n  whole commands, once each');
    const commands = await measureCommands(model, corpus, documents.length);
    rows.push(...rowsOf(model, encoders, commands));
  }
  saveRows(rows);
}

try {
  console.log(`${availableParallelism()} × ${cpus()[0].model.trim()}`);
  const { families, lengths } = values;
  if (lengths !== undefined) await measureLengths(lengths.split(',').map(Number));
  else if (families !== undefined)
    await measureFamilies(families === 'all' ? familyNames : families.split(','));
  else await measureModels();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
