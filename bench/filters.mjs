// Filtered searches beside one without a filter, by hand: selectivity of 0.1, 1, 10 and 50 %, 10 hits, one at a time.
//
//   node bench/filters.mjs [--documents N] [--queries N] [--quick]
//
// N generated documents of 100 terms and queries of 40, whose terms are skewed as those of learned models are. A number
// of each document is spread evenly, so that a range of it passes a share of the documents. Each filter is measured when
// it is new, and once Lucene has cached it.

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { LuceneImpactSearcher, LuceneIndexer } from 'tserini';
import { randomSource } from './support/random.mjs';

const { values } = parseArgs({
  options: {
    documents: { type: 'string' },
    queries: { type: 'string', default: '100' },
    quick: { type: 'boolean', default: false },
  },
});
const documents = Number(values.documents ?? (values.quick ? 5_000 : 1_000_000));
const vocabulary = 20_000;
const steps = 1000;
/** How many of a hundred documents the filters pass. */
const shares = [0.1, 1, 10, 50];
const random = randomSource(1);

/** Terms of which the first are the most frequent, each once. */
function makeVector(terms) {
  const vector = new Map();
  while (vector.size < terms) {
    vector.set(`t${Math.floor(vocabulary * random() ** 3)}`, 1 + Math.floor(300 * random() ** 2));
  }
  return vector;
}

function* lines() {
  for (let i = 0; i < documents; i++) {
    const vector = Object.fromEntries(makeVector(100));
    yield `${JSON.stringify({ id: `d${i}`, share: Math.floor(steps * random()), vector })}\n`;
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Milliseconds of each search. @param filterOf the filter of the i-th query */
async function measure(searcher, queries, filterOf) {
  const times = [];
  for (const [i, query] of queries.entries()) {
    const filter = filterOf(i);
    const started = performance.now();
    await searcher.search(query, 10, filter ? { filter } : {});
    times.push(performance.now() - started);
  }
  return median(times);
}

const folder = await mkdtemp(join(tmpdir(), 'tserini-bench-'));
try {
  const collection = join(folder, 'vectors.jsonl');
  await pipeline(Readable.from(lines()), createWriteStream(collection));
  const index = join(folder, 'index');
  await new LuceneIndexer(index, { fieldTypes: { share: 'number' } }).index(collection);
  const searcher = await LuceneImpactSearcher.open(index);
  const queries = Array.from({ length: Number(values.queries) }, () => makeVector(40));
  const range = (percent, first) => ({
    range: { share: { gte: first, lt: first + (steps * percent) / 100 } },
  });
  // Java compiles, and caches postings.
  for (let round = 0; round < 5; round++) {
    await measure(searcher, queries, () => undefined);
    for (const percent of shares) await measure(searcher, queries, (i) => range(percent, i % 3));
  }
  const whole = await measure(searcher, queries, () => undefined);
  const row = (name, ms) =>
    console.log(`${name.padEnd(16)}${ms.toFixed(2).padStart(8)} ms${(ms / whole).toFixed(2).padStart(8)} ×`);
  console.log(`${documents.toLocaleString('en-US')} documents, median of ${queries.length} searches`);
  row('no filter', whole);
  for (const percent of shares) {
    const starts = steps - (steps * percent) / 100;
    row(`${percent} %, new`, await measure(searcher, queries, (i) => range(percent, 3 + (i % (starts - 3)))));
    await measure(searcher, queries.slice(0, 20), () => range(percent, 1));
    row(`${percent} %, cached`, await measure(searcher, queries, () => range(percent, 1)));
  }
  await searcher.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
