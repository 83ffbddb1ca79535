// Searches of tserini one by one in a process of its own: a cold pass, and then warm ones.
//
//   node search-latency.mjs INDEX TOPICS THREADS SECONDS K COLD
//
// COLD is how many of the queries are asked first, of a process and a page cache that know nothing of the index. Then all
// are asked once, for the caches, and again for SECONDS. Prints JSON: queries/s, percentiles in ms, and MB read from the
// disk of both, and the most memory of the process, of which what is not the index's own pages.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LuceneImpactSearcher, PretokenizedQueryEncoder, readTopics } from '../../dist/index.js';

const [index, topicFile, ...numbers] = process.argv.slice(2);
const [threads, seconds, k, coldQueries] = numbers.map(Number);

const procfs = (name, pattern) => Number(pattern.exec(readFileSync(`/proc/self/${name}`, 'utf8'))[1]);
const megabytesRead = () => procfs('io', /^read_bytes: (\d+)/m) / 1e6;
const memory = (name) => procfs('status', new RegExp(`^${name}:\\s+(\\d+) kB`, 'm')) / 1024;

function dropPageCache() {
  for (const name of readdirSync(index)) {
    const file = `if=${join(index, name)}`;
    execFileSync('dd', [file, 'iflag=nocache', 'count=0', 'status=none'], { stdio: 'ignore' });
  }
}

const topics = await readTopics(topicFile);
const encoder = new PretokenizedQueryEncoder();
const queries = await Promise.all(topics.map(({ text }) => encoder.encode(text)));
let anonymous = 0;

/** Asks queries from several loops until so many are asked or the time is over. */
async function ask(count, limit) {
  const before = megabytesRead();
  const started = performance.now();
  const times = [];
  let next = 0;
  async function loop() {
    while (next < count && performance.now() - started < limit * 1000) {
      const query = queries[next++ % queries.length];
      const begun = performance.now();
      await searcher.search(query, k);
      times.push(performance.now() - begun);
    }
  }
  await Promise.all(Array.from({ length: threads }, loop));
  const taken = (performance.now() - started) / 1000;
  anonymous = Math.max(anonymous, memory('RssAnon'));
  times.sort((a, b) => a - b);
  const percentile = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return {
    rate: times.length / taken,
    p50: percentile(0.5),
    p99: percentile(0.99),
    megabytesRead: megabytesRead() - before,
  };
}

dropPageCache();
const searcher = await LuceneImpactSearcher.open(index);
const cold = await ask(coldQueries, Number.POSITIVE_INFINITY);
await ask(queries.length, Number.POSITIVE_INFINITY);
await ask(Number.POSITIVE_INFINITY, seconds / 2);
const warm = await ask(Number.POSITIVE_INFINITY, seconds);
process.stdout.write(`${JSON.stringify({ cold, warm, peak: memory('VmHWM'), anonymous })}\n`);
await searcher.close();
