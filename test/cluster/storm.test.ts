import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OpenSearchImpactIndexer } from '#tserini/opensearch/opensearch-impact-indexer.js';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { bruteForce, cut } from '../support/brute-force.ts';
import { type MadeVector, writeVectors } from '../support/collections.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, suiteCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

const documents = Array.from({ length: 1000 }, (_, i): MadeVector => {
  return {
    id: `d${i}`,
    vector: [
      [`t${i % 7}`, 1 + (i % 89)],
      [`u${i % 11}`, 1 + (i % 83)],
    ],
  };
});

describe.skipIf(!opensearchClassPath)(
  `a cluster that is too busy${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    // One thread and hardly a place to wait: what comes beside is answered with 429.
    const cluster = suiteCluster(1, {
      settings: {
        'node.processors': 1,
        'thread_pool.write.queue_size': 1,
        'thread_pool.search.size': 1,
        'thread_pool.search.queue_size': 3,
      },
    });

    async function rejected(pool: 'write' | 'search'): Promise<number> {
      type Stats = { nodes: Record<string, { thread_pool: Record<string, { rejected: number }> }> };
      const { nodes } = await cluster().request<Stats>('GET', '/_nodes/stats/thread_pool');
      return Object.values(nodes)[0]!.thread_pool[pool]!.rejected;
    }

    it('indexes every document once and finds all that it should, refused or not', async () => {
      const url = cluster().url;
      const input = await writeVectors(join(await tempFolder(), 'vectors.jsonl'), documents);
      const options = { url, shards: 2, replicas: 0, threads: 12, batchMb: 0.004 };
      const { indexed } = await new OpenSearchImpactIndexer('storm', options).index(input);
      expect(await rejected('write')).toBeGreaterThan(0);
      expect(indexed).toBe(documents.length);

      await using searcher = await OpenSearchImpactSearcher.open('storm', undefined, { url });
      const queries = Array.from(
        { length: 40 },
        (_, i) =>
          new Map([
            [`t${i % 7}`, 1 + i],
            [`u${i % 11}`, 2],
          ]),
      );
      const before = await rejected('search');
      const found = await Promise.all(queries.map((query) => searcher.search(query, 50)));
      expect(await rejected('search')).toBeGreaterThan(before);
      for (const [i, query] of queries.entries()) {
        expect(found[i]).toEqual(cut(bruteForce(documents, query), 50));
      }
    });

    it('gives up after maxRetries, and says what to do', async () => {
      const input = await writeVectors(join(await tempFolder(), 'vectors.jsonl'), documents);
      const options = {
        url: cluster().url,
        shards: 4,
        replicas: 0,
        threads: 16,
        batchMb: 0.001,
        maxRetries: 0,
      };
      await expect(new OpenSearchImpactIndexer('refused', options).index(input)).rejects.toMatchObject({
        code: 'CLUSTER',
        message: expect.stringMatching(/429/),
      });
    });
  },
);
