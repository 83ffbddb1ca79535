// An index of the size of MS MARCO's passages: building it, and searching it with heaps of several sizes.
//
//   node bench/large.mjs [--documents 1000000,8841823] [--order random|clustered] [--heaps 1g,4g,12g] [--threads 1,2]
//                        [--hits 10,1000] [--seconds 10] [--cold 200] [--folder DIR] [--again STAGE]
//
// Vectors are made of those of bench/large-collection.mjs, which must have run for at least one part, by
// java/GenerateVectors.java, and go through a pipe into `index.lucene`: they are never on the disk. The index, some 200
// bytes per document, stays in the folder. Every stage stores its result there, and is not run again; --again build, merge
// or search repeats those.
//
// Needs Linux, for /proc and dd. The page cache is emptied of the index before each process that searches.

import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findJava } from '../dist/lucene/jvm/java-home.js';
import { findJars } from '../dist/lucene/jvm/jvm.js';
import { generateCommand, largeFolder } from './support/large-folder.mjs';
import { measureOnce, megabytesOf } from './support/measure.mjs';
import { tserini } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '8841823' },
    order: { type: 'string', default: 'random' },
    heaps: { type: 'string', default: '1g,4g,12g' },
    threads: { type: 'string', default: '1,2' },
    hits: { type: 'string', default: '10,1000' },
    seconds: { type: 'string', default: '10' },
    cold: { type: 'string', default: '200' },
    folder: { type: 'string', default: largeFolder },
    again: { type: 'string' },
  },
});
const topics = join(values.folder, 'topics.encoded.tsv');
const java = `${findJava().home}/bin/java`;
const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Runs the stages of an index whose results are not there yet.
 * @returns the results by stage
 */
async function measure(documents) {
  const own = join(values.folder, `${values.order}-${documents}`);
  const index = join(own, 'index');
  const resultFile = join(own, 'results.json');
  mkdirSync(own, { recursive: true });
  const results = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : {};
  if (values.again) {
    for (const name of Object.keys(results)) if (name.startsWith(values.again)) delete results[name];
  }
  async function stage(name, run) {
    if (results[name]) return;
    console.log(`${documents.toLocaleString('en-US')} documents: ${name} …`);
    results[name] = await run();
    writeFileSync(resultFile, `${JSON.stringify(results, undefined, 1)}\n`);
  }
  await stage('build', () => build(index, join(own, 'pipe'), documents));
  for (const [heap, threads, hits] of searches()) {
    await stage(`search ${heap} ${threads} ${hits}`, () => search(index, heap, threads, hits));
  }
  await stage('merge', () => merge(index));
  for (const hits of values.hits.split(','))
    await stage(`search merged 4g 1 ${hits}`, () => search(index, '4g', '1', hits));
  return results;
}

/** The vectors flow through a pipe from one process to the other. */
async function build(index, pipe, documents) {
  rmSync(pipe, { force: true });
  execFileSync('mkfifo', [pipe]);
  const [generator, ...its] = generateCommand(values.folder, documents, values.order);
  // Each end can be opened only beside the other; a reader that does not wait is there first.
  const first = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const [output, input] = [openSync(pipe, 'w'), openSync(pipe, 'r')];
  closeSync(first);
  const generating = spawn(generator, its, { stdio: ['ignore', output, 'inherit'] });
  closeSync(output);
  const generated = new Promise((resolve, reject) => {
    generating.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the generator ended with ${code}`)),
    );
  });
  const flags = ['--collection', 'JsonVectorCollection', '--impact', '--pretokenized', '--input', '-'];
  const indexing = measureOnce([...tserini, 'index.lucene', ...flags, '--index', index], {
    stdio: [input, 'pipe', 'pipe'],
  });
  closeSync(input);
  const [{ seconds, megabytes }] = await Promise.all([indexing, generated]);
  rmSync(pipe);
  return { seconds, megabytes, onDisk: megabytesOf(index) };
}

/** Merges the index into one segment, as `--optimize` would have. */
async function merge(index) {
  const classes = findJars().join(':');
  const { seconds, megabytes, output } = await measureOnce([
    java,
    '-cp',
    classes,
    script('java/MergeIndex.java'),
    index,
  ]);
  return {
    seconds,
    megabytes,
    segments: Number(/^segments (\d+)/m.exec(output)[1]),
    onDisk: megabytesOf(index),
  };
}

async function search(index, heap, threads, hits) {
  const numbers = [threads, values.seconds, hits, values.cold];
  const command = [process.execPath, script('support/search-latency.mjs'), index, topics, ...numbers];
  const env = { ...process.env, TSERINI_JVM_OPTS: `-Xmx${heap}` };
  const { output } = await measureOnce(command, { env });
  return JSON.parse(output.trim().split('\n').at(-1));
}

function* searches() {
  for (const heap of values.heaps.split(',')) {
    for (const threads of values.threads.split(',')) {
      for (const hits of values.hits.split(',')) yield [heap, threads, hits];
    }
  }
}

const shown = (value) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1));

function printTable(title, header, rows) {
  console.log(`\n${title}\n\n| ${header.join(' | ')} |\n|${header.map(() => '---|').join('')}`);
  for (const row of rows)
    console.log(`| ${row.map((cell) => (typeof cell === 'number' ? shown(cell) : cell)).join(' | ')} |`);
}

/** Goals at the size of MS MARCO's passages: of a query with one thread, and of the memory beside the index. */
const goals = { documents: 8841823, milliseconds: { 10: 8, 1000: 30 }, megabytesBeside: 1000 };

function rowsOf(documents, results) {
  const row = (name, unit, ours, goal) => ({
    name: `${documents.toLocaleString('en-US')} documents, ${name}`,
    unit,
    ours,
    ...(goal !== undefined && documents === goals.documents ? { goal: { atMost: goal } } : {}),
  });
  const { build: built, merge: merged } = results;
  const rows = [
    row('index', 's', built.seconds),
    row('index, memory', 'MB', built.megabytes),
    row('index, on disk', 'MB', built.onDisk),
    row('merge', 's', merged.seconds),
  ];
  for (const [heap, threads, hits] of searches()) {
    const { cold, warm, peak } = results[`search ${heap} ${threads} ${hits}`];
    const title = `heap of ${heap}, ${threads} ${threads === '1' ? 'thread' : 'threads'}, ${hits} hits`;
    rows.push(
      row(`${title}, cold`, 'queries/s', cold.rate),
      row(title, 'queries/s', warm.rate),
      row(`${title}, p50`, 'ms', warm.p50, threads === '1' ? goals.milliseconds[hits] : undefined),
      row(`${title}, p99`, 'ms', warm.p99),
      row(`${title}, memory`, 'MB', peak, built.onDisk + goals.megabytesBeside),
    );
  }
  return rows;
}

const rows = [];
for (const documents of values.documents.split(',').map(Number)) {
  const results = await measure(documents);
  const { build: built, merge: merged } = results;
  printTable(
    `${documents.toLocaleString('en-US')} documents in ${values.order} order`,
    ['', 'seconds', 'most memory, MB', 'on disk, MB'],
    [
      ['index.lucene from a pipe', built.seconds, built.megabytes, built.onDisk],
      [`merge of ${merged.segments} segments`, merged.seconds, merged.megabytes, merged.onDisk],
    ],
  );
  const table = [];
  for (const [name, { cold, warm, peak, anonymous }] of Object.entries(results)) {
    if (!name.startsWith('search ')) continue;
    for (const [state, { rate, p50, p99, megabytesRead }] of Object.entries({ cold, warm }))
      table.push([name.slice('search '.length), state, rate, p50, p99, megabytesRead, peak, anonymous]);
  }
  printTable(
    'Searches: heap, threads, hits',
    ['', '', 'queries/s', 'p50, ms', 'p99, ms', 'read, MB', 'most memory, MB', 'of it not the index, MB'],
    table,
  );
  rows.push(...rowsOf(documents, results));
}
saveRows(rows);
