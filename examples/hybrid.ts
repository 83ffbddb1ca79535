// Searches weights and words side by side and fuses both rankings. The indexes are those that `npm start` makes.

import { HybridSearcher, SpladeQueryEncoder } from 'tserini';

const query = process.argv[2] ?? 'heart attack warning signs';

await using encoder = await SpladeQueryEncoder.load('splade-tiny');
await using searcher = await HybridSearcher.open(
  'out/embedded/index/splade-tiny',
  'out/embedded/index/bm25',
  encoder,
  { fusion: { method: 'rrf' } },
);

const [both, weights, words] = await Promise.all([
  searcher.search(query, 5),
  searcher.impact.search(query, 1000),
  searcher.text.search(query, 1000),
]);

const rank = (hits: readonly { docid: string }[], docid: string) => {
  const place = hits.findIndex((hit) => hit.docid === docid);
  return place < 0 ? '-' : String(place + 1);
};
console.log(`${'fused'.padEnd(16)} ${'weights'.padStart(8)} ${'words'.padStart(8)}`);
for (const { docid } of both) {
  console.log(`${docid.padEnd(16)} ${rank(weights, docid).padStart(8)} ${rank(words, docid).padStart(8)}`);
}
