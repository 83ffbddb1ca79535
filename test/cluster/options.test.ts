import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OpenSearchImpactIndexer } from '#tserini/opensearch/opensearch-impact-indexer.js';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { tserini } from '../support/cli.ts';
import { writeVectors } from '../support/collections.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

describe.skipIf(!opensearchClassPath)(
  `the options of index.opensearch${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();

    async function setUp() {
      const folder = await tempFolder();
      const input = await writeVectors(join(folder, 'vectors.jsonl'), [
        { id: 'a', vector: [['x', 1.5]] },
        { id: 'b', vector: [['y', 2]] },
        { id: 'c', vector: [['z', 3]] },
      ]);
      const whitelist = join(folder, 'ids');
      await writeFile(whitelist, 'a\n\n b \n');
      return { input, whitelist };
    }

    it('are those of the index that is served', async () => {
      const { input, whitelist } = await setUp();
      const index = async (...flags: string[]) => {
        const given = ['--input', input, '--index', 'chosen', '--url', cluster().url, ...flags];
        const { exitCode, stderr, stdout } = await tserini(['index.opensearch', ...given]);
        expect(exitCode, stderr).toBe(0);
        return stderr + stdout;
      };
      const layout = [
        '--shards',
        '2',
        '--replicas',
        '1',
        '--replicas-after',
        '--refresh',
        '30s',
        '--optimize',
      ];
      const said = await index(...layout, '--whitelist', whitelist, '--model', 'made', '--storeContents');
      // There is no second machine for a copy.
      expect(said).toMatch(/warning: not all replicas of chosen-\S+ are allocated yet \(yellow\)/);
      type Settings = Record<string, { settings: Record<string, string> }>;
      const answer = await cluster().request<Settings>('GET', '/chosen/_settings?flat_settings=true');
      const [[first, { settings }]] = Object.entries(answer) as [[string, Settings[string]]];
      expect(settings).toMatchObject({
        'index.number_of_shards': '2',
        'index.number_of_replicas': '1',
        'index.refresh_interval': '30s',
      });
      await using searcher = await OpenSearchImpactSearcher.open('chosen', undefined, { url: cluster().url });
      expect([searcher.numDocs, searcher.model, searcher.hasText]).toEqual([2, 'made', true]);
      expect(await searcher.search('z')).toEqual([]);
      expect(await searcher.search('x')).toEqual([{ docid: 'a', score: 1 }]);

      expect(await index('--replicas', '0')).toMatch(new RegExp(`replaces ${first}: kept`));
      expect(await index('--replicas', '0', '--delete-old')).toMatch(/replaces chosen-\S+: deleted/);
      expect(await index('--replicas', '0', '--quiet')).not.toContain('replaces');
      expect(await searcher.refresh()).toBe(true);
      expect(searcher.numDocs).toBe(3);
    });

    it('are held against what was asked for when an indexing goes on', async () => {
      const { input } = await setUp();
      const options = { url: cluster().url, replicas: 0, batchMb: 1e-6, threads: 1 };
      const stop = new AbortController();
      const stopped = new OpenSearchImpactIndexer('goes-on', { ...options, model: 'first' }).index(input, {
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('stopped')),
      });
      await expect(stopped).rejects.toThrow('stopped');
      const other = new OpenSearchImpactIndexer('goes-on', { ...options, mapping: 'scripted' });
      await expect(other.index(input)).rejects.toMatchObject({
        code: 'INDEX',
        message: expect.stringContaining('--restart'),
      });
      const same = new OpenSearchImpactIndexer('goes-on', { ...options, mapping: 'rank_features' });
      expect(await same.index(input)).toMatchObject({ indexed: 3, mapping: 'rank_features' });
      await using searcher = await OpenSearchImpactSearcher.open('goes-on', undefined, {
        url: cluster().url,
      });
      expect(searcher.model).toBe('first');
    });

    it('leave nothing to index where the collection or the whitelist is empty', async () => {
      const { input, whitelist } = await setUp();
      const options = { url: cluster().url, replicas: 0 };
      await writeFile(whitelist, '');
      const none = new OpenSearchImpactIndexer('none', { ...options, whitelist });
      expect(await none.index(input)).toMatchObject({ indexed: 0, skipped: 3 });
      await writeFile(input, '\n');
      await expect(new OpenSearchImpactIndexer('blank', options).index(input)).rejects.toMatchObject({
        code: 'INPUT',
        message: expect.stringContaining('holds no documents'),
      });
      const missing = new OpenSearchImpactIndexer('blank', { ...options, whitelist: `${whitelist}.none` });
      await expect(missing.index(input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  },
);

it.each([
  [{ shards: 0 }, 'shards must be a whole number from 1 up, not 0'],
  [{ replicas: -1 }, 'replicas must be a whole number from 0 up, not -1'],
  [{ threads: 1.5 }, 'threads must be a whole number from 1 up, not 1.5'],
  [{ batchMb: 0 }, 'batchMb must be above 0 and at most 90'],
  [{ batchMb: 91 }, 'batchMb must be above 0 and at most 90'],
  [{ mapping: 'sparse' as 'scripted' }, 'no mapping sparse; available: auto, rank_features, scripted'],
])('refuses %o', (options, message) => {
  expect(() => new OpenSearchImpactIndexer('x', { url: 'http://one:9200', ...options })).toThrow(message);
});
