import { join } from 'node:path';
import {
  HybridSearcher,
  type ImpactQuery,
  LuceneImpactSearcher,
  LuceneIndexer,
  OpenSearchImpactIndexer,
  OpenSearchImpactSearcher,
  parsePretokenized,
  readTopics,
} from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexBeirFlat } from '#tserini/lucene/index/beir-flat-collection.js';
import { tserini } from '../support/cli.ts';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { suiteFolder } from '../support/temp.ts';

const data = (name: string) => sharedData(`nfcorpus-splade-v3/${name}`);
const mappings = ['rank_features', 'scripted'] as const;

type Searcher = LuceneImpactSearcher | OpenSearchImpactSearcher;

// All topics take minutes; a sample is enough for every day.
const sampleEvery = process.env.TSERINI_FULL ? 1 : 8;

/** Explained are the first and the last of a topic's hits, and the first of the next topic's. */
const depth = 100;

// The embedded index is the reference: it gives Pyserini's runs.
describe.skipIf(!hasSharedData || !opensearchClassPath)(
  `a cluster of two shards answers as the embedded index, topics of NFCorpus${needsSharedData}${needsOpensearch}`,
  { timeout: 4 * clusterTimeout },
  () => {
    const cluster = sharedCluster();
    const folder = suiteFolder();
    const path = (name: string) => join(folder(), name);
    let queries: (readonly [string, ReadonlyMap<string, number>])[];

    beforeAll(async () => {
      const topics = await readTopics(data('topics.nfcorpus.test.splade-v3.tsv.gz'));
      expect(topics).toHaveLength(323);
      queries = topics
        .filter((_, i) => i % sampleEvery === 0)
        .map(({ id, text }) => [id, parsePretokenized(text)]);
      await new LuceneIndexer(path('embedded'), { storeDocvectors: true }).index(data('vectors.jsonl.gz'));
      for (const mapping of mappings) {
        const options = { url: cluster().url, mapping, shards: 2, replicas: 0, storeDocvectors: true };
        await new OpenSearchImpactIndexer(mapping, options).index(data('vectors.jsonl.gz'));
      }
    }, 4 * clusterTimeout);

    it('in an index that is filled from the Lucene index, as from its vectors', async () => {
      const address = ['--url', cluster().url, '--replicas', '0', '--storeDocvectors'];
      const { exitCode, stderr } = await tserini([
        'index.opensearch',
        ...['--from-index', data('pyserini-lucene-9.9-index'), '--index', 'from-index', ...address],
      ]);
      expect(exitCode, stderr).toBe(0);
      const { embedded, served } = await openBoth('from-index');
      await using _ = embedded;
      await using __ = served;
      expect(served.numDocs).toBe(embedded.numDocs);
      expect(await rank(served)).toEqual(await rank(embedded));
    });

    const openBoth = async (mapping: string) => ({
      embedded: await LuceneImpactSearcher.open(path('embedded')),
      served: await OpenSearchImpactSearcher.open(mapping, undefined, { url: cluster().url }),
    });

    /** The rankings, docids and scores alone. */
    async function rank(searcher: Searcher, asked: Iterable<readonly [string, ImpactQuery]> = queries) {
      const rankings = [];
      for await (const [id, hits] of searcher.searchEach(asked, depth)) {
        rankings.push([id, hits.map(({ docid, score }) => ({ docid, score }))] as const);
      }
      return rankings;
    }

    describe.each(mappings)('with the mapping %s', (mapping) => {
      it('in explanations', async () => {
        const { embedded, served } = await openBoth(mapping);
        await using _ = embedded;
        await using __ = served;
        const rankings = await rank(embedded);
        let explained = 0;
        for (const [i, [, hits]] of rankings.entries()) {
          const [, query] = queries[i]!;
          const other = rankings[(i + 1) % rankings.length]![1][0];
          const docids = new Set([hits[0], hits.at(-1), other].flatMap((hit) => hit?.docid ?? []));
          for (const docid of docids) {
            const expected = await embedded.explain(query, docid);
            const actual = await served.explain(query, docid);
            expect(actual).toEqual({ ...expected, luceneDocid: undefined });
            const sum = actual!.matching.reduce((total, { product }) => total + product, 0);
            expect(Math.fround(sum)).toBe(actual!.score);
            explained++;
          }
        }
        expect(explained).toBeGreaterThan(2 * queries.length);
        expect(await served.explain(queries[0]![1], 'no such document')).toBeUndefined();
      });

      it('in the vectors of documents', async () => {
        const { embedded, served } = await openBoth(mapping);
        await using _ = embedded;
        await using __ = served;
        const docids = new Set((await rank(embedded)).flatMap(([, hits]) => hits.map(({ docid }) => docid)));
        expect(docids.size).toBeGreaterThan(3000 / sampleEvery);
        const vectors = (searcher: Searcher) =>
          Promise.all([...docids].map(async (docid) => [...(await searcher.getDocumentVector(docid))!]));
        expect(await vectors(served)).toEqual(await vectors(embedded));
        expect(await served.getDocumentVector('no such document')).toBeUndefined();
      });

      it.each([
        ['RM3', (searcher: Searcher) => searcher.setRm3()],
        ['RM3 of all terms', (searcher: Searcher) => searcher.setRm3({ filterTerms: false, fbTerms: 30 })],
        ['Rocchio', (searcher: Searcher) => searcher.setRocchio()],
        [
          'Rocchio with negative documents',
          (searcher: Searcher) => searcher.setRocchio({ useNegative: true, gamma: 0.15 }),
        ],
      ])('in rankings with %s', async (_name, set) => {
        const { embedded, served } = await openBoth(mapping);
        await using _ = embedded;
        await using __ = served;
        set(embedded);
        set(served);
        expect(await rank(served)).toEqual(await rank(embedded));
      });

      it('in rankings with a filter', async () => {
        const { embedded, served } = await openBoth(mapping);
        await using _ = embedded;
        await using __ = served;
        const [, first] = (await rank(embedded))[0]!;
        const filter = { not: { terms: { docid: first.slice(0, 50).map(({ docid }) => docid) } } };
        const [actual, expected] = [served, embedded].map((searcher) =>
          searcher.batchSearch(
            queries.map(([, query]) => query),
            queries.map(([id]) => id),
            depth,
            2,
            { filter },
          ),
        );
        expect(await actual!.then(plain)).toEqual(await expected!.then(plain));
      });

      it('in hybrid rankings', async () => {
        const text = path(`text-${mapping}`);
        await indexBeirFlat(sharedData('nfcorpus/nfcorpus.zip'), text);
        const topics = await readTopics(sharedData('nfcorpus/queries.all.tsv'));
        const texts = new Map(topics.map((topic) => [topic.id, topic.text]));
        const asked = queries.map(([id, vector]) => [id, { text: texts.get(id)!, vector }] as const);
        const rankings = [];
        for (const index of [path('embedded'), `${cluster().url}/${mapping}`]) {
          await using searcher = await HybridSearcher.open(index, text);
          const found = [];
          for await (const ranking of searcher.searchEach(asked, depth, 2)) found.push(ranking);
          rankings.push(found);
        }
        expect(rankings[1]).toHaveLength(queries.length);
        expect(rankings[1]).toEqual(rankings[0]);
      });
    });
  },
);

const plain = (rankings: ReadonlyMap<string, readonly { docid: string; score: number }[]>) =>
  [...rankings].map(([id, hits]) => [id, hits.map(({ docid, score }) => [docid, score])]);
