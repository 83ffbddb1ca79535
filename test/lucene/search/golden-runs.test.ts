import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  evaluateFile,
  LuceneImpactSearcher,
  LuceneIndexer,
  loadQrels,
  readIndexStats,
  readTopics,
  writeRun,
} from 'tserini';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { suiteFolder } from '../../support/temp.ts';

const data = (name: string) => sharedData(`nfcorpus-splade-v3/${name}`);
const folder = suiteFolder();

/** What the data's README says of the index and of the guide's query. */
const facts = hasSharedData ? readFileSync(sharedData('README.md'), 'utf8') : '';

const indexes = [
  { name: 'our own index, built from the vectors', path: () => join(folder(), 'index') },
  { name: 'the Lucene 9.9 index that Pyserini built', path: () => data('pyserini-lucene-9.9-index') },
];

describe.skipIf(!hasSharedData)(`SPLADE-v3 on NFCorpus${needsSharedData}`, () => {
  beforeAll(async () => {
    await new LuceneIndexer(join(folder(), 'index')).index(data('vectors.jsonl.gz'));
  });

  describe.each(indexes)('$name', ({ path }) => {
    let searcher: LuceneImpactSearcher;

    beforeAll(async () => {
      searcher = await LuceneImpactSearcher.open(path());
    });
    afterAll(() => searcher.close());

    it.each([10, 1000])("gives Pyserini's run byte for byte at %i hits", async (k) => {
      const topics = await readTopics(data('topics.nfcorpus.test.splade-v3.tsv.gz'));
      const run = join(folder(), 'run.txt');
      await writeRun(
        run,
        searcher.searchEach(
          topics.map(({ id, text }) => [id, text] as const),
          k,
        ),
      );
      expect(readFileSync(run).equals(gunzipSync(readFileSync(data(`runs/impact.k${k}.txt.gz`))))).toBe(true);

      // The columns of the table in the data's README.
      const columns = ['ndcg_cut_10', 'recall_100', 'recall_1000', 'map'];
      const row = new RegExp(`^\\| SPLADE-v3 \`impact\\.k${k}\` \\|(.*)\\|$`, 'm').exec(facts)![1]!;
      const expected = row.split('|').map((cell) => cell.trim());
      const qrels = await loadQrels(sharedData('nfcorpus/qrels/test.qrels'));
      const evaluation = await evaluateFile(qrels, run, ['ndcg_cut.10', 'recall.100,1000', 'map'], {
        complete: true,
      });
      for (const [i, name] of columns.entries()) {
        if (expected[i] !== '') expect(evaluation.get(name)!.toFixed(4)).toBe(expected[i]);
      }
    });

    it("answers the guide's query with the guide's hits", async () => {
      const text = 'How to Help Prevent Abdominal Aortic Aneurysms';
      const topics = await readTopics(sharedData('nfcorpus/queries.all.tsv'));
      const id = topics.find((topic) => topic.text === text)!.id;
      const encoded = await readTopics(data('topics.nfcorpus.test.splade-v3.tsv.gz'));
      const hits = await searcher.search(encoded.find((topic) => topic.id === id)!.text);
      const expected = /returns ((?:MED-\d+ \d+,? ?)+)/.exec(facts)![1]!.trim();
      expect(hits.map(({ docid, score }) => `${docid} ${score}`).join(', ')).toBe(expected);
    });

    it('has the figures of the original', async () => {
      const { documents, uniqueTerms, totalTerms } = await readIndexStats(path());
      const [, expectedDocuments, terms, , sum] =
        /([\d,]+) documents, ([\d,]+) terms, ([\d,]+) postings, sum of weights ([\d,]+)/.exec(facts)!;
      expect([documents, uniqueTerms, totalTerms].map((n) => n.toLocaleString('en-US'))).toEqual([
        expectedDocuments,
        terms,
        sum,
      ]);
    });
  });
});
