// What each call to a searcher, and each request of a server, leaves behind in memory, and the processor time that it takes: a line per method. By hand:
//
//   node --expose-gc bench/memory.mjs [--calls 200000 | --seconds 600] [--only 'text;explain, impact'] [--package DIR]
//
// --seconds: each method at full speed for so long, its memory drawn in docs/pictures/calls-memory.svg (in the folder of
// the results if less than 600). --package: the folder of another version of this program, to compare with.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { linePlot } from './support/line-plot.mjs';
import { rowsFolder } from './support/rows.mjs';

const { values: flags } = parseArgs({
  options: {
    calls: { type: 'string', default: '200000' },
    seconds: { type: 'string' },
    only: { type: 'string', default: '' },
    package: { type: 'string', default: join(import.meta.dirname, '..') },
  },
});
const seconds = Number(flags.seconds ?? 0);
const concurrent = 8;
const documents = 3000;

const tserini = await import(pathToFileURL(resolve(flags.package, 'dist/index.js')));
const { HybridSearcher, LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader, LuceneSearcher } = tserini;
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const path = (name) => join(folder, name);

async function build() {
  const words = (i) => Array.from({ length: 60 }, (_, j) => `t${(i * 31 + j * j * 17) % 5000}`);
  const records = Array.from({ length: documents }, (_, i) => ({
    id: `d${i}`,
    contents: words(i).join(' '),
    vector: Object.fromEntries(words(i).map((word, j) => [word, 1 + ((i * j) % 200)])),
  }));
  writeFileSync(path('docs.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
  await new LuceneIndexer(path('impact')).index(path('docs.jsonl'));
  await new LuceneIndexer(path('text'), { collection: 'JsonCollection' }).index(path('docs.jsonl'));
}

const terms = (n) => Array.from({ length: 20 }, (_, i) => `t${(n * 53 + i * 7) % 5000}`);
const vectors = Array.from({ length: 97 }, (_, n) => new Map(terms(n).map((term, i) => [term, 1 + (i % 7)])));
const texts = vectors.map((vector) => [...vector.keys()].slice(0, 5).join(' '));

async function run(call, times) {
  for (let n = 0; n < times; n += concurrent) {
    await Promise.all(Array.from({ length: concurrent }, (_, i) => call((n + i) % vectors.length)));
  }
}

function memory() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage();
}

/** Calls a method as often, or for as long, as the flags say. @returns how often, and `[seconds, MB]` of resident memory over time */
async function measure(call) {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const curve = [[0, memory().rss / 1e6]];
  if (seconds === 0) {
    await run(call, Number(flags.calls));
    return { calls: Number(flags.calls), curve };
  }
  let done = 0;
  for (let part = 1; part <= 20; part++) {
    for (; elapsed() < (part * seconds) / 20; done += 800) await run(call, 800);
    curve.push([elapsed(), memory().rss / 1e6]);
  }
  return { calls: done, curve };
}

try {
  await build();
  const impact = await LuceneImpactSearcher.open(path('impact'));
  const text = await LuceneSearcher.open(path('text'));
  const reader = await LuceneIndexReader.open(path('impact'));
  const hybrid = new HybridSearcher(impact, text);
  const server = await tserini.serve({ indexes: [{ name: 'impact', path: path('impact') }], port: 0 });
  const address = (n) =>
    `${server.url}/v1/impact/search?hits=10&documents=none&query=${encodeURIComponent(texts[n])}`;
  const methods = {
    impact: (n) => impact.search(vectors[n], 10),
    'impact, time limit': (n) => impact.search(vectors[n], 10, { timeoutMs: 10_000 }),
    'impact, 1,000 hits': (n) => impact.search(vectors[n], 1000),
    text: (n) => text.search(texts[n], 10),
    'text, 1,000 hits': (n) => text.search(texts[n], 1000),
    hybrid: (n) => hybrid.search(texts[n], 10),
    'explain, impact': (n) => impact.explain(vectors[n], `d${n}`),
    'explain, text': (n) => text.explain(texts[n], `d${n}`),
    document: (n) => impact.doc(`d${n}`),
    'term counts': (n) => reader.getTermCounts(`t${n}`),
    // With what the client leaves, which is in this process too.
    REST: async (n) => (await fetch(address(n))).json(),
  };
  console.log(
    '| method | heap, bytes a call | resident, bytes a call | processor, µs a call |\n|---|--:|--:|--:|',
  );
  const wanted = flags.only.split(';');
  const series = [];
  for (const [name, call] of Object.entries(methods)) {
    if (flags.only && !wanted.includes(name)) continue;
    await run(call, seconds > 0 ? 200_000 : Number(flags.calls) / 4);
    const before = memory();
    const start = process.cpuUsage();
    const { calls, curve } = await measure(call);
    const { user, system } = process.cpuUsage(start);
    const after = memory();
    const left = (kind) => ((after[kind] - before[kind]) / calls).toFixed(1);
    console.log(
      `| ${name} | ${left('heapUsed')} | ${left('rss')} | ${((user + system) / calls).toFixed(1)} |`,
    );
    if (seconds > 0) console.log(`<!-- ${curve.map(([, mb]) => mb.toFixed(0)).join(' ')} MB -->`);
    series.push({ name: `${name}, ${(calls / 1e6).toFixed(1)} million`, points: curve });
  }
  await server.stop();
  if (seconds > 0) {
    const folderOfPicture = seconds < 600 ? rowsFolder : join(import.meta.dirname, '../docs/pictures');
    mkdirSync(folderOfPicture, { recursive: true });
    writeFileSync(
      join(folderOfPicture, 'calls-memory.svg'),
      linePlot({
        title: 'Memory of a process that calls all the time',
        xLabel: 'seconds',
        yLabel: 'MB',
        series,
      }),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
