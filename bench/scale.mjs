// Growth of time and memory of encode, index and search with the number of documents. Writes bench/scale.svg.
//
//   node bench/scale.mjs [--smallest 10000] [--largest 1000000] [--encoded 2000] [--seconds 2] [--record]
//
// Documents of vectors are resampled from NFCorpus's SPLADE-v3 vectors, from --smallest up to --largest (1000000 takes
// five minutes and 10 GB of disk, 10000000 ten times that); each size is indexed by index.lucene and searched with the
// 323 encoded queries, two threads, in a warm process. Encoding is measured on NFCorpus's texts, repeated up to --encoded
// documents, with splade-tiny. Its time beyond that is extrapolated by the time of the last documents, and drawn dashed.
//
// The slope is that of the logarithms: 1 means twice the time for twice the documents; 0 means the same time. Slopes of
// processor time, which other work on the machine changes little, and of memory are compared with those of slopes.json:
// the bench prints a red line and exits with 1 if one is larger by more than 0.1. --record stores those of this run there.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { generateVectors } from './support/generate-vectors.mjs';
import { logPlot, logSlope } from './support/log-plot.mjs';
import { measureOnce, megabytesOf } from './support/measure.mjs';
import { readNfcorpus } from './support/nfcorpus.mjs';
import { sharedData, tserini } from './support/peers.mjs';
import { rowsFolder, saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    smallest: { type: 'string', default: '10000' },
    largest: { type: 'string', default: '1000000' },
    encoded: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '2' },
    record: { type: 'boolean', default: false },
  },
});
const largest = Number(values.largest);
/** By how much a slope may exceed the recorded one. */
const tolerance = 0.1;
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const batchSearch = fileURLToPath(new URL('support/batch-search.mjs', import.meta.url));

/** About three to a factor of ten, from the smallest up to and with the largest. */
function sizesUpTo(limit) {
  const sizes = [];
  for (let decade = Number(values.smallest); decade < limit; decade *= 10) sizes.push(decade, 3 * decade);
  return [...sizes.filter((size) => size < limit), limit];
}

const series = (name) => ({ name, points: [] });
const time = { encode: series('encode'), index: series('index') };
const memory = { encode: series('encode'), index: series('index'), search: series('search') };
const query = { 10: series('10 hits'), 1000: series('1,000 hits') };
const disk = series('index');
/** Processor time, of which no plot is drawn. */
const processor = {
  encode: series(),
  index: series(),
  'query, 10 hits': series(),
  'query, 1000 hits': series(),
};

async function indexAndSearch(documents, topics) {
  const own = join(folder, String(documents));
  mkdirSync(own);
  const collection = join(own, 'vectors.jsonl');
  const source = sharedData('nfcorpus-splade-v3/vectors.jsonl.gz');
  await generateVectors({ source, output: collection, documents });
  const index = join(own, 'index');
  const flags = ['--collection', 'JsonVectorCollection', '--impact', '--pretokenized'];
  const indexing = await measureOnce([
    ...tserini,
    'index.lucene',
    ...flags,
    '--input',
    collection,
    '--index',
    index,
  ]);
  time.index.points.push([documents, indexing.seconds]);
  processor.index.points.push([documents, indexing.processor]);
  memory.index.points.push([documents, indexing.megabytes]);
  disk.points.push([documents, megabytesOf(index)]);
  const search = await measureOnce([
    process.execPath,
    batchSearch,
    index,
    topics,
    '2',
    values.seconds,
    '10',
    '1000',
  ]);
  memory.search.points.push([documents, search.megabytes]);
  for (const [, k, rate, milliseconds] of search.output.matchAll(/^(\d+) ([\d.]+) ([\d.]+)$/gm)) {
    query[k].points.push([documents, 1000 / Number(rate)]);
    processor[`query, ${k} hits`].points.push([documents, Number(milliseconds)]);
  }
  rmSync(own, { recursive: true });
  const rates = [10, 1000].map((k) => `${query[k].points.at(-1)[1].toFixed(2)} ms`).join(' / ');
  console.log(
    `  ${documents.toLocaleString('en-US').padStart(9)}  index ${indexing.seconds.toFixed(1).padStart(6)} s ${indexing.megabytes.toFixed(0).padStart(5)} MB` +
      `  a query at 10 / 1,000 hits ${rates}, ${search.megabytes.toFixed(0)} MB`,
  );
}

async function encode(documents, records) {
  const corpus = join(folder, 'corpus.jsonl');
  const lines = Array.from({ length: documents }, (_, i) => {
    const { title, text } = records[i % records.length];
    return `${JSON.stringify({ _id: `d${i}`, title, text })}\n`;
  });
  writeFileSync(corpus, lines.join(''));
  const output = join(folder, 'encoded');
  const fields = ['--fields', 'title', 'text'];
  const input = ['input', '--corpus', corpus, ...fields, 'output', '--embeddings', output];
  const model = ['encoder', '--encoder', 'splade-tiny', ...fields, '--max-length', '512'];
  const encoding = await measureOnce([...tserini, 'encode', ...input, ...model]);
  const { seconds, megabytes } = encoding;
  time.encode.points.push([documents, seconds]);
  processor.encode.points.push([documents, encoding.processor]);
  memory.encode.points.push([documents, megabytes]);
  rmSync(output, { recursive: true });
  console.log(
    `  ${documents.toLocaleString('en-US').padStart(9)}  encode ${seconds.toFixed(1).padStart(6)} s ${megabytes.toFixed(0).padStart(5)} MB`,
  );
}

/** The time of the largest collection, if each document takes as long as the last ones. */
function extrapolate() {
  const [[fewer, earlier], [more, later]] = time.encode.points.slice(-2);
  const each = (later - earlier) / (more - fewer);
  const seconds = later + each * (largest - more);
  if (largest > more) time.encode.extrapolated = [[largest, seconds]];
  return { each, seconds };
}

function rowsOf(what, unit, { points }) {
  return [
    ...points.map(([documents, value]) => ({
      name: `${what}, ${documents.toLocaleString('en-US')} documents`,
      unit,
      ours: value,
    })),
    { name: `${what}, slope`, unit: '', ours: logSlope(points) },
  ];
}

/** Prints the slopes beside those that were recorded, and fails if one is worse. */
function compareSlopes() {
  const slopes = Object.fromEntries([
    ...Object.entries(processor).map(([name, { points }]) => [`${name}: processor time`, logSlope(points)]),
    ...Object.entries(memory).map(([name, { points }]) => [`${name}: memory`, logSlope(points)]),
    ['index: size on disk', logSlope(disk.points)],
  ]);
  const file = fileURLToPath(new URL('slopes.json', import.meta.url));
  if (values.record) {
    const rounded = Object.entries(slopes).map(([name, slope]) => [name, Number(slope.toFixed(2))]);
    const stored = { smallest: Number(values.smallest), largest, slopes: Object.fromEntries(rounded) };
    writeFileSync(file, `${JSON.stringify(stored, undefined, 2)}\n`);
  }
  if (!existsSync(file)) {
    console.log('  no slopes to compare with: --record keeps these');
    return;
  }
  const recorded = JSON.parse(readFileSync(file, 'utf8'));
  // What a process needs to start with hides the growth of small collections.
  const isComparable = largest >= recorded.largest;
  let worse = 0;
  for (const [name, slope] of Object.entries(slopes)) {
    const before = recorded.slopes[name];
    const isWorse = isComparable && slope > before + tolerance;
    const line = `  slope of ${name}: ${slope.toFixed(2)}, recorded ${before.toFixed(2)}`;
    console.log(isWorse ? `\x1b[31m${line}: WORSE\x1b[0m` : line);
    if (isWorse) worse++;
  }
  if (!isComparable) console.log(`  not compared: they are for ${recorded.largest} documents`);
  if (worse > 0) {
    console.error(`Error: ${worse} slopes are worse than recorded`);
    process.exitCode = 1;
  }
}

try {
  const topics = join(folder, 'topics.tsv');
  const encodedTopics = sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz');
  writeFileSync(topics, gunzipSync(readFileSync(encodedTopics)));
  for (const documents of sizesUpTo(largest)) await indexAndSearch(documents, topics);
  const records = readNfcorpus('corpus.jsonl');
  const encoded = Number(values.encoded);
  for (const share of [8, 4, 2, 1]) await encode(Math.ceil(encoded / share), records);
  const { each, seconds } = extrapolate();

  const xLabel = 'documents';
  const picture = logPlot('Time and memory by the number of documents', [
    { title: 'Time of the whole command', xLabel, unit: 's', series: Object.values(time) },
    { title: 'Time of a query, warm, two threads', xLabel, unit: 'ms', series: Object.values(query) },
    { title: 'Most memory of the process', xLabel, unit: 'MB', series: Object.values(memory) },
    { title: 'Size on disk', xLabel, unit: 'MB', series: [disk] },
  ]);
  // In the folder of the page that shows it.
  const inEarnest = process.env.TSERINI_BENCH_ROWS === undefined || !rowsFolder.endsWith('-quick');
  const file = inEarnest
    ? fileURLToPath(new URL('scale.svg', import.meta.url))
    : join(rowsFolder, 'scale.svg');
  mkdirSync(rowsFolder, { recursive: true });
  writeFileSync(file, picture);
  saveRows(
    [
      ...rowsOf('index', 's', time.index),
      ...rowsOf('index, memory', 'MB', memory.index),
      ...rowsOf('index, on disk', 'MB', disk),
      ...rowsOf('a query at 10 hits', 'ms', query[10]),
      ...rowsOf('a query at 1,000 hits', 'ms', query[1000]),
      ...rowsOf('search, memory', 'MB', memory.search),
      ...rowsOf('encode, splade-tiny', 's', time.encode),
      ...rowsOf('encode, memory', 'MB', memory.encode),
    ],
    {
      picture: 'scale.svg',
      notes: [
        `Encoding was measured up to ${encoded.toLocaleString('en-US')} documents. The last ones took ${(each * 1000).toFixed(1)} ms each; ` +
          `at that rate ${largest.toLocaleString('en-US')} would take ${(seconds / 3600).toFixed(1)} hours, which was not tried.`,
      ],
    },
  );
  compareSlopes();
} finally {
  rmSync(folder, { recursive: true });
}
