// An index that is written to while it is searched: documents/s by add and addBatch beside index.lucene's indexing of a file, search
// times while documents come in beside those of a still index, time from add to found, memory. By hand:
//
//   node bench/live.mjs [--documents 200000] [--rate 500] [--seconds 60] [--terms 120] [--warm-up 60]
//
// Search times are those of a service that has run for a while: before each measurement the same is done for some seconds.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LuceneImpactSearcher, LuceneIndexer } from '../dist/index.js';

const { values: flags } = parseArgs({
  options: {
    documents: { type: 'string', default: '200000' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
    terms: { type: 'string', default: '120' },
    'warm-up': { type: 'string', default: '60' },
  },
});
const [documents, rate, seconds, terms, warmUp] = ['documents', 'rate', 'seconds', 'terms', 'warm-up'].map(
  (name) => Number(flags[name]),
);
const vocabulary = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'tserini-live-'));

/** The same numbers in every run (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Terms by a power law, as a model's: some are in most documents. */
function vectorOf(random, size) {
  const vector = {};
  for (let i = 0; i < size; i++) {
    vector[`t${Math.floor(vocabulary * random() ** 3)}`] = 1 + Math.floor(200 * random());
  }
  return vector;
}

const recordOf = (i) => ({ id: `d${i}`, vector: vectorOf(randomOf(i), terms) });
const queries = Array.from(
  { length: 200 },
  (_, i) => new Map(Object.entries(vectorOf(randomOf(-i - 1), 20))),
);
const percentile = (times, share) => [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))];
const ms = (time) => `${time.toFixed(2)} ms`;

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Search times, one search after the other. */
async function searchFor(searcher, milliseconds) {
  const times = [];
  const end = performance.now() + milliseconds;
  for (let i = 0; performance.now() < end; i++) {
    times.push(await timed(() => searcher.search(queries[i % queries.length], 10)));
  }
  return times;
}

/** Adds documents at the rate, with ids from a number on, until it is stopped: the records are made before, as they would come in. */
function startAdding(indexer, records, first) {
  let isStopped = false;
  const started = performance.now();
  const adding = (async () => {
    let added = 0;
    while (!isStopped) {
      const due = Math.floor(((performance.now() - started) * rate) / 1000);
      const calls = [];
      for (; added < due; added++) {
        calls.push(indexer.update({ ...records[added % records.length], id: `d${first + added}` }));
      }
      await Promise.all(calls);
      await sleep(5);
    }
    return (added * 1000) / (performance.now() - started);
  })();
  return () => {
    isStopped = true;
    return adding;
  };
}

const rows = [];
const row = (what, value) => {
  rows.push([what, value]);
  console.log(`| ${what} | ${value} |`);
};

try {
  console.log(`${documents} documents of ${terms} terms\n\n| | |\n|---|--:|`);
  const input = join(folder, 'docs.jsonl');
  const part = Math.min(documents, 20_000);
  const records = Array.from({ length: part }, (_, i) => recordOf(i));
  writeFileSync(input, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const perSecond = (time) => `${Math.round((part * 1000) / time).toLocaleString('en-US')} documents/s`;
  await new LuceneIndexer(join(folder, 'warm')).index(input);
  row('index.lucene', perSecond(await timed(() => new LuceneIndexer(join(folder, 'file')).index(input))));
  row(
    'add',
    perSecond(
      await timed(async () => {
        const indexer = await LuceneIndexer.open(join(folder, 'add'));
        await indexer.addAll(records);
        await indexer.close();
      }),
    ),
  );
  row(
    'addBatch of 100',
    perSecond(
      await timed(async () => {
        const indexer = await LuceneIndexer.open(join(folder, 'batch'));
        const calls = [];
        for (let from = 0; from < part; from += 100) {
          calls.push(indexer.addBatch(records.slice(from, from + 100)));
          if (calls.length === 8) await Promise.all(calls.splice(0));
        }
        await Promise.all(calls);
        await indexer.close();
      }),
    ),
  );

  const live = await LuceneIndexer.open(join(folder, 'live'), { commitEvery: 1000 });
  await live.addAll(
    (function* () {
      for (let i = 0; i < documents; i++) yield recordOf(i);
    })(),
  );
  await live.commit();
  const searcher = await LuceneImpactSearcher.open(live, undefined, { refreshEvery: 1000 });
  await searchFor(searcher, warmUp * 1000);
  const still = await searchFor(searcher, (seconds * 1000) / 2);
  row('search, still index, p50 and p99', `${ms(percentile(still, 0.5))}, ${ms(percentile(still, 0.99))}`);
  const stop = startAdding(live, records, documents);
  await searchFor(searcher, warmUp * 1000);
  const busy = await searchFor(searcher, seconds * 1000);
  const reached = await stop();
  row(
    `search, ${reached.toFixed(0)} documents/s coming in, p50 and p99`,
    `${ms(percentile(busy, 0.5))}, ${ms(percentile(busy, 0.99))}`,
  );
  row('p99 beside the still index', (percentile(busy, 0.99) / percentile(still, 0.99)).toFixed(2));

  const found = [];
  for (let i = 0; i < 50; i++) {
    const term = `only${i}`;
    found.push(
      await timed(async () => {
        await live.add({ id: term, vector: { [term]: 1 } });
        await searcher.refresh();
        const hits = await searcher.search(new Map([[term, 1]]), 1);
        if (hits[0]?.docid !== term) throw new Error(`${term} was not found`);
      }),
    );
  }
  row('from add to found, p50 and p99', `${ms(percentile(found, 0.5))}, ${ms(percentile(found, 0.99))}`);
  row('resident memory', `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  await searcher.close();
  await live.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
