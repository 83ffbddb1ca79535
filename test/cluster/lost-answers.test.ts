import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OpenSearchImpactIndexer } from '#tserini/opensearch/opensearch-impact-indexer.js';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { bruteForce, cut } from '../support/brute-force.ts';
import { type MadeVector, writeVectors } from '../support/collections.ts';
import { startLosingProxy } from '../support/losing-proxy.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { suiteFolder } from '../support/temp.ts';

const documents = (text: string) =>
  Array.from({ length: 300 }, (_, i): MadeVector => {
    return { id: `${text}${i}`, vector: [[`t${i % 7}`, 1 + (i % 89)]] };
  });
const query = new Map([
  ['t1', 2],
  ['t5', 3],
]);

describe.skipIf(!opensearchClassPath)(
  `a line on which answers are lost${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();
    const folder = suiteFolder();

    it('brings no document twice, and one index in place of the other', async () => {
      const write = (text: string) => writeVectors(join(folder(), `${text}.jsonl`), documents(text));
      const options = { replicas: 0, batchMb: 0.005, optimize: true, deleteOld: true };
      const url = cluster().url;
      const { index: old } = await new OpenSearchImpactIndexer('moved', { url, ...options }).index(
        await write('old'),
      );

      await using proxy = await startLosingProxy(url);
      const indexer = new OpenSearchImpactIndexer('moved', { url: proxy.url, ...options });
      const { index, indexed, resumed, replaced } = await indexer.index(await write('new'));
      expect({ indexed, resumed, replaced }).toEqual({ indexed: 300, resumed: 0, replaced: [old] });
      await using searcher = await OpenSearchImpactSearcher.open('moved', undefined, { url: proxy.url });
      expect(await searcher.search(query, 50)).toEqual(cut(bruteForce(documents('new'), query), 50));

      const indexes = await cluster().request<{ index: string }[]>('GET', '/_cat/indices/moved*?format=json');
      expect(indexes.map((one) => one.index)).toEqual([index]);
      const changes = ['PUT index', 'POST _bulk', 'POST _refresh', 'POST _forcemerge'];
      const last = ['PUT _settings', 'PUT _mapping', 'POST _aliases', 'POST _msearch'];
      expect(proxy.lost).toEqual(new Set([...changes, ...last]));
    });

    it('deletes once what is to be made anew', async () => {
      const input = await writeVectors(join(folder(), 'half.jsonl'), documents('half'));
      const abort = new AbortController();
      const url = cluster().url;
      const options = { replicas: 0, batchMb: 0.001, threads: 1 };
      const stopped = new OpenSearchImpactIndexer('half', { url, ...options }).index(input, {
        signal: abort.signal,
        onProgress: () => abort.abort(new Error('stopped')),
      });
      await expect(stopped).rejects.toThrow('stopped');
      await using proxy = await startLosingProxy(url);
      const indexer = new OpenSearchImpactIndexer('half', { url: proxy.url, ...options, restart: true });
      expect(await indexer.index(input)).toMatchObject({ indexed: 300, resumed: 0, replaced: [] });
      expect(proxy.lost).toContain('DELETE index');
    });
  },
);
