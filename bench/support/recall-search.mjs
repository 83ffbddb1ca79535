// tserini's side of recall.mjs.
//
//   node recall-search.mjs INDEX QUERIES HITS SECONDS CUT...
//
// For each cut, the number of a query's terms that find candidates or 0 for an exact search, asks all queries with one
// thread: once, and again for SECONDS. Prints a line of JSON: the rate, and docids and scores by query.

import { readFileSync } from 'node:fs';
import { LuceneImpactSearcher } from '../../dist/index.js';

const [index, file, k, seconds, ...cuts] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(file, 'utf8')).map((query) => new Map(query));
const ids = queries.map((_, i) => String(i));
const searcher = await LuceneImpactSearcher.open(index);

async function measure(cut) {
  const options = cut > 0 ? { queryCut: cut } : {};
  const ask = () => searcher.batchSearch(queries, ids, Number(k), 1, options);
  let found = await ask();
  // Postings are in memory from their second or third use on, and Java compiles what is used often.
  const warm = performance.now();
  while (performance.now() - warm < Number(seconds) * 500) found = await ask();
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < Number(seconds) * 1000) done += (await ask()).size;
  const rate = done / ((performance.now() - started) / 1000);
  return { rate, hits: ids.map((id) => found.get(id).map(({ docid, score }) => [docid, score])) };
}

for (const cut of cuts.map(Number)) console.log(JSON.stringify(await measure(cut)));
await searcher.close();
