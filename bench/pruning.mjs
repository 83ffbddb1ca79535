// What pruning costs in quality, by hand: SPLADE-v3's vectors of NFCorpus by document mass, tokens of a document, least weight
// and length of posting lists, and without stop words. It needs the shared test data beside the project, and a built project.
//
//   node bench/pruning.mjs
//
// Each setting prunes the vectors, indexes them and answers the 323 encoded test queries. Prints the table of docs/formats.md.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  evaluate,
  LuceneImpactSearcher,
  LuceneIndexer,
  loadQrels,
  pruneVectors,
  Run,
  readTopics,
} from '../dist/index.js';
import { sharedData } from './support/peers.mjs';
import { row } from './support/quality.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tserini-pruning-'));
const vectors = sharedData('nfcorpus-splade-v3/vectors.jsonl.gz');
const qrels = await loadQrels(sharedData('nfcorpus/qrels/test.qrels'));
const topics = await readTopics(sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz'));

/** The size of the index of vectors, and the quality of its answers. */
async function measure(input) {
  const index = join(folder, 'index');
  await new LuceneIndexer(index, { optimize: true }).index(input);
  const searcher = await LuceneImpactSearcher.open(index);
  const rankings = [];
  for await (const ranking of searcher.searchEach(
    topics.map(({ id, text }) => [id, text]),
    1000,
  )) {
    rankings.push(ranking);
  }
  await searcher.close();
  const found = evaluate(qrels, Run.from(rankings), ['ndcg_cut.10', 'recall.1000'], { complete: true });
  const bytes = readdirSync(index).reduce((sum, name) => sum + statSync(join(index, name)).size, 0);
  return [(bytes / 1e6).toFixed(2), found.get('ndcg_cut_10').toFixed(4), found.get('recall_1000').toFixed(4)];
}

const settings = [
  ...[0.95, 0.9, 0.8, 0.7, 0.5].map((mass) => [`\`--mass ${mass}\``, { mass }]),
  ...[200, 100, 50].map((topK) => [`\`--top-k ${topK}\``, { topK }]),
  ...[10, 20, 40].map((minWeight) => [`\`--min-weight ${minWeight}\``, { minWeight }]),
  ...[1000, 500, 200, 100].map((listTop) => [`\`--list-top ${listTop}\``, { listTop }]),
  ['`--mask-stopwords`', { maskStopwords: true }],
];

try {
  console.log(row('rule', 'postings', 'of a document', 'index, MB', 'nDCG@10', 'recall@1000'));
  console.log('|---|---|---|---|---|---|');
  const all = await measure(vectors);
  for (const [name, rules] of settings) {
    const output = join(folder, 'pruned.jsonl');
    const { before, after } = await pruneVectors(vectors, output, rules);
    const cells = ({ postings, documents }) => [`${postings}`, (postings / documents).toFixed(1)];
    if (name === settings[0][0]) console.log(row('none', ...cells(before), ...all));
    console.log(row(name, ...cells(after), ...(await measure(output))));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
