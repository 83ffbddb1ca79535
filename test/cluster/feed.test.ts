import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertVectors, LuceneImpactSearcher, LuceneIndexer } from 'tserini';
import { describe, expect, it } from 'vitest';
import { writeVectors } from '../support/collections.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

describe.skipIf(!opensearchClassPath)(
  `the feed for OpenSearch${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();

    it('is taken in a bulk request as docs/formats.md says, and scores as Lucene does', async () => {
      const folder = await tempFolder();
      const documents = Array.from({ length: 40 }, (_, i) => ({
        id: `d é ${i}`,
        vector: [
          ['heart', 1 + i],
          ...(i % 2 === 0 ? ([['e.g', 7 + ((i * 5) % 11)]] as const) : []),
          ...(i % 3 === 0 ? ([['100%', 300], ['1995', 512 - i]] as const) : []), // biome-ignore format: a line
          ['日本', 3],
        ] as (readonly [string, number])[],
      }));
      const vectors = await writeVectors(join(folder, 'vectors.jsonl'), documents);
      const feed = join(folder, 'feed.ndjson');
      await convertVectors(vectors, feed, { format: 'opensearch' });
      const properties = { docid: { type: 'keyword' }, vector: { type: 'rank_features' } };
      await cluster().request('PUT', '/fed', { mappings: { properties } });
      const answer = await fetch(`${cluster().url}/fed/_bulk?refresh=true`, {
        ...{
          method: 'POST',
          headers: { 'Content-Type': 'application/x-ndjson' },
          body: await readFile(feed),
        },
      });
      expect(await answer.json()).toMatchObject({ errors: false, items: { length: 40 } });

      const query = new Map([['heart', 2], ['e.g', 3], ['100%', 1], ['1995', 5], ['none', 9]]); // biome-ignore format: a line
      const should = Array.from(query, ([token, boost]) => {
        const name = token.replaceAll('%', '%25').replaceAll('.', '%2E');
        return { rank_feature: { field: `vector.${name}`, linear: {}, boost } };
      });
      type Answer = { hits: { hits: { _score: number; _source: { docid: string; contents: string } }[] } };
      const { hits } = await cluster().request<Answer>('POST', '/fed/_search', {
        ...{ size: 100, query: { bool: { should } } },
      });
      await new LuceneIndexer(join(folder, 'index')).index(vectors);
      await using searcher = await LuceneImpactSearcher.open(join(folder, 'index'), undefined, {
        minIdf: -1,
      });
      const expected = new Map((await searcher.search(query, 100)).map(({ docid, score }) => [docid, score]));
      expect(hits.hits).toHaveLength(expected.size);
      for (const { _score, _source } of hits.hits) {
        // The searcher sets the scores of ties apart by less than this.
        expect(Math.abs(_score - expected.get(_source.docid)!), _source.docid).toBeLessThan(0.001);
        expect(_source.contents).toBe(`text of ${_source.docid}`);
      }
    });
  },
);
