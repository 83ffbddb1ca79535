// Says why the first hit of a query is the first. The index is the one that `npm start` makes.

import { LuceneImpactSearcher, LuceneIndexReader, SpladeQueryEncoder } from 'tserini';

const index = 'out/embedded/index/splade-tiny';
const query = process.argv[2] ?? 'heart attack warning signs';

await using encoder = await SpladeQueryEncoder.load('splade-tiny');
await using searcher = await LuceneImpactSearcher.open(index, encoder);
await using reader = await LuceneIndexReader.open(index, { encoder });

const [best] = await searcher.search(query, 1);
const explanation = best && (await reader.explain(query, best.docid));
if (!explanation) throw new Error(`nothing found for: ${query}`);

console.log(`${explanation.docid} scores ${explanation.score}, rank ${explanation.rank}`);
for (const { term, queryWeight, documentWeight, product } of explanation.matching) {
  console.log(`${term.padEnd(14)} ${queryWeight} × ${documentWeight} = ${product}`);
}
