import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  OpenSearchImpactIndexer,
  type OpenSearchIndexerOptions,
} from '#tserini/opensearch/opensearch-impact-indexer.js';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { bruteForce, cut, type Ranked } from '../support/brute-force.ts';
import { type MadeVector, writeVectors } from '../support/collections.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, suiteCluster } from '../support/opensearch-suite.ts';
import { suiteFolder } from '../support/temp.ts';

const hits = 100;
// 37 and 101 are prime to the numbers of documents and terms: no two documents are alike.
const documents = Array.from({ length: 3000 }, (_, i): MadeVector => {
  const vector = new Map(
    Array.from({ length: 12 }, (_, j) => [`t${(i * 37 + j * j * 101) % 211}`, 1 + ((i * 7 + j) % 97)]),
  );
  return { id: `d${i}`, vector: [...vector] };
});
const queries = Array.from({ length: 24 }, (_, i): readonly [number, Map<string, number>] => {
  return [i, new Map(Array.from({ length: 8 }, (_, j) => [`t${(i * 53 + j * 17) % 211}`, 1 + j]))];
});

describe.skipIf(!opensearchClassPath)(
  `a cluster that loses a node${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = suiteCluster(3);
    const folder = suiteFolder();
    let input: string;
    let expected: readonly (readonly [number, Ranked[]])[];

    beforeAll(async () => {
      // A cluster waits a minute for a lost node before it makes new copies; here it makes them at once.
      const settings = { 'index.unassigned.node_left.delayed_timeout': '0s' };
      const template = { index_patterns: ['*'], template: { settings } };
      await cluster().request('PUT', '/_index_template/at-once', template);
      input = await writeVectors(join(folder(), 'vectors.jsonl'), documents);
      expected = queries.map(([id, query]) => [id, cut(bruteForce(documents, query), hits)]);
    });

    /** Indexes in about a hundred requests. @param disturb called once, when a third is sent */
    async function index(
      name: string,
      options: OpenSearchIndexerOptions,
      disturb = async () => {},
    ): Promise<void> {
      const urls = cluster().urls;
      const indexer = new OpenSearchImpactIndexer(name, {
        url: urls,
        shards: 2,
        batchMb: 0.01,
        threads: 2,
        ...options,
      });
      let disturbance: Promise<void> | undefined;
      const { indexed } = await indexer.index(input, {
        onProgress: (done) => {
          if (done > documents.length / 3) disturbance ??= disturb();
        },
      });
      expect(disturbance).toBeDefined();
      await disturbance;
      expect(indexed).toBe(documents.length);
    }

    const open = (name: string, maxRetries = 8) =>
      OpenSearchImpactSearcher.open(name, undefined, { url: cluster().urls, maxRetries });

    async function searchAll(searcher: OpenSearchImpactSearcher, disturb?: () => void) {
      const found: (readonly [number, Ranked[]])[] = [];
      // One by one, so that the disturbance comes between searches and while one is under way.
      const oneByOne = (async function* () {
        yield* queries;
      })();
      for await (const ranking of searcher.searchEach(oneByOne, hits, 2)) {
        found.push(ranking);
        if (found.length === 5) disturb?.();
      }
      return found;
    }

    async function expectRankings(name: string): Promise<void> {
      await using searcher = await open(name);
      expect(await searchAll(searcher)).toEqual(expected);
    }

    /** Which node is the cluster's manager. */
    async function manager(): Promise<number> {
      const [{ node }] = await cluster().request<[{ node: string }]>(
        'GET',
        '/_cat/cluster_manager?format=json',
      );
      return Number(node.slice('node'.length)) - 1;
    }

    it('loses no document and has no wrong hit when a node is killed in the middle of bulk and comes back', async () => {
      const other = ((await manager()) + 1) % 3;
      const mappings = ['rank_features', 'scripted'] as const;
      let begun = 0;
      const disturb = async () => {
        if (++begun === mappings.length) await cluster().killNode(other);
      };
      await Promise.all(
        mappings.map((mapping) => index(`bulk-${mapping.slice(0, 4)}`, { mapping }, disturb)),
      );
      for (const mapping of mappings) await expectRankings(`bulk-${mapping.slice(0, 4)}`);
      await cluster().startNode(other);
      await cluster().waitForGreen();
      for (const mapping of mappings) await expectRankings(`bulk-${mapping.slice(0, 4)}`);
    });

    it('bears that it is the manager', async () => {
      const first = await manager();
      await index('bulk-manager', {}, () => cluster().killNode(first));
      await expectRankings('bulk-manager');
      await cluster().startNode(first);
      await cluster().waitForGreen();
    });

    it('gives right rankings while a node is killed in the middle of search; without a copy, fails until it is back', async () => {
      await index('search', {});
      await index('alone', { replicas: 0 });
      await cluster().waitForGreen();
      type Shard = { node: string };
      const shards = await cluster().request<Shard[]>('GET', '/_cat/shards/alone?format=json');
      const homes = shards.map(({ node }) => Number(node.slice('node'.length)) - 1);
      const first = await manager();
      const home = homes.find((node) => node !== first) ?? first;
      await using searcher = await open('search');
      await using alone = await open('alone', 1);
      let killed: Promise<void> | undefined;
      const found = await searchAll(searcher, () => {
        killed = cluster().killNode(home);
      });
      await killed;
      expect(found).toEqual(expected);
      // Rather than leave out hits.
      await expect(searchAll(alone)).rejects.toMatchObject({ code: 'CLUSTER' });
      await cluster().startNode(home);
      await cluster().request('GET', '/_cluster/health/alone?wait_for_status=green&timeout=60s');
      expect(await searchAll(alone)).toEqual(expected);
    });
  },
);
