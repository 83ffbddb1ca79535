// Impact search: tserini and Anserini 1.5.0, on the same vectors and encoded topics.
//
//   node bench/search.mjs [--large N] [--seconds S] [--runs R] [--folder DIR] [--pyserini PYTHON]
//
// Whole commands (Anserini's SearchCollection -impact -pretokenized), and batches of all topics in a warm process each,
// at 10 and 1,000 hits, two threads. NFCorpus's SPLADE-v3 vectors; with --large, also N documents resampled from them.
// Each program searches its own index; --folder stores the indexes for the next run. The warm runs of both take turns.
// Processor time per query is more reliable on a machine with other load.
//
// --pyserini names a Python with Pyserini, whose batch_search is added to the warm runs:
//   pip install --no-deps pyserini==1.6.0 && pip install pyjnius numpy tqdm

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { generateVectors } from './support/generate-vectors.mjs';
import { compareCommands } from './support/measure.mjs';
import { anserini, pyserini, sharedData, tserini } from './support/peers.mjs';
import { commandRows, saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    large: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '3' },
    folder: { type: 'string' },
    pyserini: { type: 'string' },
  },
});
const threads = '2';
const cuts = ['10', '1000'];
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const vectors = sharedData('nfcorpus-splade-v3/vectors.jsonl.gz');
const topics = join(folder, 'topics.tsv');
const rows = [];
const notes = [];

async function runOnce(path, [file, ...args]) {
  if (!existsSync(path)) await execa(file, args);
}

/** Builds both indexes, unless they exist. */
async function build(name, collection) {
  const [ours, theirs] = [join(folder, `${name}.tserini`), join(folder, `${name}.anserini`)];
  const flags = ['collection', 'JsonVectorCollection', 'input', collection, 'threads', threads];
  const named = (dashes) => flags.map((flag, i) => (i % 2 === 0 ? dashes + flag : flag));
  await runOnce(ours, [
    ...tserini,
    ...['index.lucene', ...named('--'), '--impact', '--pretokenized', '--index', ours],
  ]);
  await runOnce(theirs, [
    ...anserini('index.IndexCollection'),
    ...[...named('-'), '-impact', '-pretokenized', '-index', theirs],
    ...['-generator', 'DefaultLuceneDocumentGenerator'],
  ]);
  return { ours, theirs };
}

async function compareWholeCommands(title, { ours, theirs }, hits, goal) {
  const [ourRun, theirRun] = [join(folder, 'ours.txt'), join(folder, 'theirs.txt')];
  const name = `${title}, whole command, ${hits} hits`;
  const commands = [
    {
      name: 'tserini',
      command: [
        ...tserini,
        ...['search.lucene', '--impact', '--pretokenized', '--index', ours, '--topics', topics],
        ...['--output', ourRun, '--hits', hits, '--threads', threads],
      ],
    },
    {
      name: 'Anserini 1.5.0',
      command: [
        ...anserini('search.SearchCollection'),
        ...['-impact', '-pretokenized', '-index', theirs, '-topics', topics],
        ...['-topicReader', 'TsvString', '-output', theirRun, '-hits', hits, '-threads', threads],
      ],
    },
  ];
  const results = await compareCommands(name, commands, Number(values.runs));
  rows.push(...commandRows(name, commands, results, { seconds: goal }));
  const same = readFileSync(ourRun).equals(readFileSync(theirRun));
  const equal = same ? 'equal byte for byte' : 'NOT equal';
  process.stdout.write(`the runs are ${equal}\n`);
  notes.push(`${name}: the runs of both are ${equal}.`);
}

async function compareWarm(title, { ours, theirs }, goals) {
  const script = fileURLToPath(new URL('support/batch-search.mjs', import.meta.url));
  const driver = fileURLToPath(new URL('java/AnseriniSearch.java', import.meta.url));
  const peers = [
    { name: 'tserini', command: [process.execPath, script, ours] },
    // A source file in place of the class: java compiles it.
    { name: 'Anserini 1.5.0', command: [...anserini('').slice(0, -1), driver, theirs] },
    ...(values.pyserini ? [pyserini(values.pyserini, theirs)] : []),
  ];
  const best = peers.map(() => new Map());
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [i, { command, env }] of peers.entries()) {
      // A process per number of hits, as JIT and garbage collector adapt to the first workload.
      for (const cut of cuts) {
        const [file, ...args] = [...command, topics, threads, values.seconds, cut];
        const { stdout } = await execa(file, args, { env: env ?? {} });
        const [k, rate, cpu] = stdout.trim().split(' ').map(Number);
        const before = best[i].get(k) ?? { rate: 0, cpu: Number.POSITIVE_INFINITY };
        best[i].set(k, { rate: Math.max(rate, before.rate), cpu: Math.min(cpu, before.cpu) });
      }
    }
  }
  for (const k of cuts.map(Number)) {
    process.stdout.write(`\n${title}, warm, ${k} hits, ${threads} threads (best of ${values.runs})\n`);
    for (const [i, { name }] of peers.entries()) {
      const { rate, cpu } = best[i].get(k);
      process.stdout.write(
        `  ${name.padEnd(14)}  ${rate.toFixed(0).padStart(6)} queries/s  ${cpu.toFixed(3)} ms of processor time per query\n`,
      );
    }
    const [ours, ...others] = best.map((results) => results.get(k));
    for (const [i, other] of others.entries()) {
      const peer = peers[i + 1].name;
      const [byRate, byCpu] = [ours.rate / other.rate, other.cpu / ours.cpu].map((ratio) => ratio.toFixed(1));
      process.stdout.write(`  times as fast as ${peer}: ${byRate}; by processor time: ${byCpu}\n`);
      rows.push({
        name: `${title}, warm, ${k} hits, ${threads} threads`,
        unit: 'queries/s',
        ours: ours.rate,
        peer,
        theirs: other.rate,
        goal: i === 0 ? { ratio: goals[k] } : undefined,
      });
    }
  }
}

/** @param goals how many times Anserini's rate, by hits; and the seconds of the whole command */
async function compare(name, title, collection, goals) {
  const indexes = await build(name, collection);
  await compareWarm(title, indexes, goals);
  for (const hits of cuts) await compareWholeCommands(title, indexes, hits, goals[`whole ${hits}`]);
}

try {
  mkdirSync(folder, { recursive: true });
  const encoded = sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz');
  writeFileSync(topics, gunzipSync(readFileSync(encoded)));
  const small = join(folder, 'nfcorpus');
  mkdirSync(small, { recursive: true });
  writeFileSync(join(small, 'vectors.jsonl'), gunzipSync(readFileSync(vectors)));
  await compare('nfcorpus', 'NFCorpus, 3,633 documents', small, {
    10: 3,
    1000: 25,
    'whole 1000': { atMost: 2 },
  });
  if (values.large) {
    const documents = Number(values.large);
    const large = join(folder, `large-${documents}`);
    mkdirSync(large, { recursive: true });
    await generateVectors({ source: vectors, output: join(large, 'vectors.jsonl'), documents });
    await compare(`large-${documents}`, `${documents} generated documents`, large, { 10: 3, 1000: 7 });
  }
  saveRows(rows, { notes });
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}
