// Batch search of tserini in a separate warm process, for comparison with a peer.
//
//   node batch-search.mjs INDEX TOPICS THREADS SECONDS K...
//
// Prints one line per k: k, queries per second, and milliseconds of processor time per query.

import { LuceneImpactSearcher, PretokenizedQueryEncoder, readTopics } from '../../dist/index.js';

const [index, topicFile, threads, seconds, ...ks] = process.argv.slice(2);
const topics = await readTopics(topicFile);
const encoder = new PretokenizedQueryEncoder();
const ids = topics.map(({ id }) => id);
const vectors = await Promise.all(topics.map(({ text }) => encoder.encode(text)));
const searcher = await LuceneImpactSearcher.open(index);

async function run(k, limit) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let done = 0;
  while (performance.now() - start < limit * 1000) {
    done += (await searcher.batchSearch(vectors, ids, k, Number(threads))).size;
  }
  const taken = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return `${done / taken} ${(user + system) / 1000 / done}`;
}

for (const k of ks.map(Number)) {
  await run(k, Number(seconds) / 2);
  process.stdout.write(`${k} ${await run(k, Number(seconds))}\n`);
}
await searcher.close();
