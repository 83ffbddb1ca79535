import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evaluateFile, LuceneIndexer, LuceneSearcher, loadQrels, writeRun } from 'tserini';
import { describe, expect, it } from 'vitest';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { suiteFolder } from '../../support/temp.ts';
import { nfcorpusQueries, writeNfcorpusText } from '../../support/text-collection.ts';

const folder = suiteFolder();

/** What the data's README says of Pyserini's run: nDCG@10, recall@100, recall@1000, MAP. */
function publishedFigures(): string[] {
  const readme = readFileSync(sharedData('README.md'), 'utf8');
  const [, row] = /^\| BM25 `bm25\.k1000` \|(.*)\|$/m.exec(readme)!;
  return row!.split('|').map((cell) => cell.trim());
}

describe.skipIf(!hasSharedData)(`BM25 on NFCorpus${needsSharedData}`, () => {
  it("gives Pyserini's run byte for byte, and its figures", async () => {
    const index = join(folder(), 'index');
    const collection = await writeNfcorpusText(folder());
    const { indexed } = await new LuceneIndexer(index, { collection: 'JsonCollection' }).index(collection);
    expect(indexed).toBe(readFileSync(collection, 'utf8').trimEnd().split('\n').length);

    await using searcher = await LuceneSearcher.open(index);
    const run = join(folder(), 'run.txt');
    await writeRun(run, searcher.searchEach(await nfcorpusQueries(), 1000));
    const golden = gunzipSync(readFileSync(sharedData('nfcorpus/runs/bm25.k1000.txt.gz')));
    expect(readFileSync(run).equals(golden)).toBe(true);

    const qrels = await loadQrels(sharedData('nfcorpus/qrels/test.qrels'));
    const evaluation = await evaluateFile(qrels, run, ['ndcg_cut.10', 'recall.100,1000', 'map'], {
      complete: true,
    });
    const columns = ['ndcg_cut_10', 'recall_100', 'recall_1000', 'map'];
    const figures = columns.map((name) => evaluation.get(name)!.toFixed(4));
    expect(figures).toEqual(publishedFigures());
  });
});
