// Concurrent searches from Node: 8 at a time against one after the other, and the delay of the event loop.
//
//   node bench/concurrent.mjs --index DIR [--hits K] [--seconds S] [--runs R]
//
// The queries are the encoded SPLADE-v3 topics of NFCorpus. Both ways take turns; the ratio is of their
// best runs. The result is only meaningful on an idle machine.

import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { LuceneImpactSearcher, PretokenizedQueryEncoder, readTopics } from '../dist/index.js';
import { sharedData } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    index: { type: 'string' },
    hits: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
  },
});
if (!values.index) throw new Error('--index DIR is needed: an index of SPLADE-v3 vectors');
const k = Number(values.hits);
const encoder = new PretokenizedQueryEncoder();
const topics = await readTopics(sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz'));
const vectors = await Promise.all(topics.map(({ text }) => encoder.encode(text)));
const searcher = await LuceneImpactSearcher.open(values.index);

async function run(callers) {
  const end = performance.now() + Number(values.seconds) * 1000;
  const start = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() < end) await searcher.search(vectors[done++ % vectors.length], k);
  };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await Promise.all(Array.from({ length: callers }, caller));
  delay.disable();
  return { rate: (done / (performance.now() - start)) * 1000, p99: delay.percentile(99) / 1e6 };
}

await run(8);
const [sequential, concurrent] = [[], []];
for (let i = 0; i < Number(values.runs); i++) {
  sequential.push(await run(1));
  concurrent.push(await run(8));
}
const best = (runs) => Math.max(...runs.map(({ rate }) => rate));
const late = Math.min(...concurrent.map(({ p99 }) => p99));
process.stdout.write(
  `${k} hits, ${availableParallelism()} cores, best of ${values.runs}\n` +
    `  one after the other  ${best(sequential).toFixed(0)} queries/s\n` +
    `  8 at a time          ${best(concurrent).toFixed(0)} queries/s, ` +
    `${(best(concurrent) / best(sequential)).toFixed(2)} times as many; ` +
    `event loop delay p99 ${late.toFixed(1)} ms\n`,
);
await searcher.close();
saveRows([
  { name: `one search after the other, ${k} hits`, unit: 'queries/s', ours: best(sequential) },
  {
    name: `8 searches at a time, ${k} hits`,
    unit: 'queries/s',
    ours: best(concurrent),
    peer: 'one after the other',
    theirs: best(sequential),
    goal: { ratio: 1.7 },
  },
  { name: 'delay of the event loop meanwhile, p99', unit: 'ms', ours: late, goal: { atMost: 20 } },
]);
