// tserini's side of recall.mjs.
//
//   node recall-search.mjs INDEX QUERIES HITS SECONDS CUT...
//
// For each cut, the number of a query's terms that find candidates or 0 for an exact search, asks all queries with one
// thread: some times, and again for SECONDS. Prints a line of JSON: queries per second of processor time, and docids and
// scores by query.

import { readFileSync } from 'node:fs';
import { LuceneImpactSearcher } from '../../dist/index.js';

const [index, file, k, seconds, ...cuts] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(file, 'utf8')).map((query) => new Map(query));
const ids = queries.map((_, i) => String(i));
const searcher = await LuceneImpactSearcher.open(index);

const ask = (cut) => searcher.batchSearch(queries, ids, Number(k), 1, cut > 0 ? { queryCut: cut } : {});

async function measure(cut) {
  let found = await ask(cut);
  const started = performance.now();
  const before = process.cpuUsage();
  let done = 0;
  while (performance.now() - started < Number(seconds) * 1000) {
    found = await ask(cut);
    done += found.size;
  }
  const { user, system } = process.cpuUsage(before);
  const rate = done / ((user + system) / 1e6);
  return { rate, hits: ids.map((id) => found.get(id).map(({ docid, score }) => [docid, score])) };
}

// Postings are in memory from their second or third use on, and Java compiles what is used often.
for (let pass = 0; pass < (Number(seconds) > 0 ? 5 : 0); pass++) {
  for (const cut of cuts.map(Number)) await ask(cut);
}
for (const cut of cuts.map(Number)) console.log(JSON.stringify(await measure(cut)));
await searcher.close();
