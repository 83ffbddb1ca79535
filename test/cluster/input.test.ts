import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OpenSearchImpactIndexer,
  type OpenSearchIndexerOptions,
  type OpenSearchIndexSummary,
} from '#tserini/opensearch/opensearch-impact-indexer.js';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { bruteForce, cut } from '../support/brute-force.ts';
import { tserini } from '../support/cli.ts';
import { type MadeVector, madeQueryWith, madeVectorsWith, writeVectors } from '../support/collections.ts';
import { serveFiles } from '../support/file-server.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

/** Tokens that one field or the other, or its analysis, would take apart, cut or lose. */
const hardTokens = [
  ...['.', '%', 'a.b', '..', '%2E', 'a%2Eb', '100%', '\u0001', 'a\u00015', '\u00017'],
  ...['x'.repeat(300), 'x'.repeat(301), '日'.repeat(300), 'A', '*', '_source', 'vector', '__proto__'],
];
const mappings = ['rank_features', 'scripted'] as const;
const concurrency = 'index.search.concurrent_segment_search.mode';

describe.skipIf(!opensearchClassPath)(
  `what an index of a cluster takes and refuses${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();
    let made = 0;

    async function index(
      documents: readonly MadeVector[],
      options: OpenSearchIndexerOptions = {},
    ): Promise<OpenSearchIndexSummary & { name: string }> {
      const path = await writeVectors(join(await tempFolder(), 'vectors.jsonl'), documents);
      const name = `made${++made}`;
      const indexer = new OpenSearchImpactIndexer(name, { url: cluster().url, replicas: 0, ...options });
      return { name, ...(await indexer.index(path)) };
    }

    const open = (name: string) =>
      OpenSearchImpactSearcher.open(name, undefined, { url: cluster().url, maxRetries: 1 });

    it.each(mappings)('gives the ranking of the definition, whatever the tokens (%s)', async (mapping) => {
      const queries = fc.array(madeQueryWith(hardTokens), { minLength: 30, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(madeVectorsWith(hardTokens), queries, async (documents, asked) => {
          const { name } = await index(documents, { mapping, shards: 2 });
          await using searcher = await open(name);
          const hard = hardTokens.map((token) => new Map([[token, 1]]));
          const all = [...asked, ...hard];
          const qids = all.map((_, i) => `${i}`);
          for (const k of [3, 100]) {
            const found = await searcher.batchSearch(all, qids, k);
            const expected = all.map((query) => cut(bruteForce(documents, query), k));
            expect([...found.values()]).toEqual(expected);
          }
        }),
        { numRuns: 4 },
      );
    });

    it('leaves out a weight of 0', async () => {
      const vector = [
        ['there', 1],
        ['zero', 0],
      ] as const;
      const { name, indexed, empty } = await index([
        { id: 'a', vector },
        { id: 'b', vector: [['zero', 0]] },
        { id: 'c', vector: [['other', 2]] },
      ]);
      expect([indexed, empty]).toEqual([2, 1]);
      await using searcher = await open(name);
      expect(await searcher.search(new Map([['zero', 1]]))).toEqual([]);
      expect(await searcher.search(new Map([['there', 3]]))).toEqual([{ docid: 'a', score: 3 }]);
    });

    it.each([513, 70_000])('scores a weight of %i exactly, or refuses it', async (weight) => {
      const documents: MadeVector[] = [0, 1, 2, 3].map((less) => ({
        id: `${less}`,
        vector: [
          ['heavy', weight - less],
          [`only${less}`, 1],
        ],
      }));
      documents.push({ id: 'other', vector: [['light', 1]] });
      await expect(index(documents, { mapping: 'rank_features' })).rejects.toMatchObject({
        code: 'INPUT',
        message: expect.stringMatching(
          new RegExp(`vectors\\.jsonl:1: .*"heavy" is ${weight}.*--mapping scripted`),
        ),
      });
      for (const mapping of ['auto', 'scripted'] as const) {
        const summary = await index(documents, { mapping });
        expect(summary).toMatchObject({ mapping: 'scripted', largestWeight: weight });
        await using searcher = await open(summary.name);
        const query = new Map([['heavy', 7]]);
        expect(await searcher.search(query)).toEqual(cut(bruteForce(documents, query), 10));
      }
    });

    it('takes weights to 512 as features, each exactly', async () => {
      const documents = Array.from({ length: 512 }, (_, i): MadeVector => {
        return { id: `${i}`, vector: [[i % 2 ? 'odd' : 'even', i + 1]] };
      });
      const summary = await index(documents);
      expect(summary).toMatchObject({ mapping: 'rank_features', largestWeight: 512 });
      await using searcher = await open(summary.name);
      for (const token of ['odd', 'even']) {
        const query = new Map([[token, 3]]);
        expect(await searcher.search(query, 1000)).toEqual(cut(bruteForce(documents, query), 1000));
      }
    });

    it('refuses to search scripted scores with concurrent search on, and only these', async () => {
      const documents: MadeVector[] = [
        { id: 'a', vector: [['x', 1]] },
        { id: 'b', vector: [['y', 1]] },
      ];
      for (const mapping of mappings) {
        const { name, index: physical } = await index(documents, { mapping });
        for (const mode of ['all', 'auto', null]) {
          await cluster().request('PUT', `/${physical}/_settings`, { [concurrency]: mode });
          if (mapping === 'scripted') {
            await expect(open(name)).rejects.toMatchObject({
              code: 'INDEX',
              message: expect.stringMatching(new RegExp(`can be wrong: .*${concurrency} to none`)),
            });
          } else await (await open(name)).close();
        }
        await cluster().request('PUT', `/${physical}/_settings`, { [concurrency]: 'none' });
        await (await open(name)).close();
      }
    });

    it('leaves an index of another mapping as it is', async () => {
      const taken = { mappings: { properties: { vector: { type: 'text' } } } };
      await cluster().request('PUT', '/taken', taken);
      await cluster().request('PUT', '/foreign-1', { ...taken, aliases: { foreign: {} } });
      const before = await cluster().request('GET', '/taken,foreign-1');
      const path = await writeVectors(join(await tempFolder(), 'vectors.jsonl'), [
        { id: 'a', vector: [['x', 1]] },
      ]);
      for (const name of ['taken', 'foreign']) {
        const indexer = new OpenSearchImpactIndexer(name, { url: cluster().url });
        await expect(indexer.index(path), name).rejects.toMatchObject({
          code: 'INDEX',
          message: expect.stringContaining('another name'),
        });
        await expect(open(name), name).rejects.toMatchObject({ code: 'INDEX' });
      }
      expect(await cluster().request('GET', '/taken,foreign-1')).toEqual(before);
    });

    it('serves nothing of an incomplete index, and resumes it', async () => {
      const folder = await tempFolder();
      // A term that all documents had would count for nothing.
      const documents = (text: string) =>
        Array.from(
          { length: 60 },
          (_, i): MadeVector => ({ id: `${text}${i}`, vector: [[i === 0 ? 'x' : text, i + 1]] }),
        );
      const url = cluster().url;
      // Requests of a few documents each.
      const options = { url, replicas: 0, batchMb: 0.0005, threads: 1 };
      const indexer = new OpenSearchImpactIndexer('news', options);
      await indexer.index(await writeVectors(join(folder, 'old.jsonl'), documents('old')));
      const next = await writeVectors(join(folder, 'new.jsonl'), documents('new'));

      const abort = new AbortController();
      const stopped = indexer.index(next, {
        signal: abort.signal,
        onProgress: (done) => done > 20 && abort.abort(new Error('stopped')),
      });
      await expect(stopped).rejects.toThrow('stopped');
      await using searcher = await open('news');
      const query = new Map([
        ['old', 1],
        ['new', 1],
      ]);
      expect(await searcher.search(query)).toEqual(cut(bruteForce(documents('old'), query), 10));

      const { indexed, resumed, replaced } = await indexer.index(next);
      expect(indexed).toBe(60);
      expect(resumed).toBeGreaterThan(0);
      expect(replaced).toHaveLength(1);
      expect(await searcher.refresh()).toBe(true);
      expect(await searcher.search(query)).toEqual(cut(bruteForce(documents('new'), query), 10));
    });

    it('takes 1,024 terms and says what to do about one more', async () => {
      const documents: MadeVector[] = [
        { id: 'a', vector: [['t0', 1]] },
        { id: 'b', vector: [['t1', 1]] },
      ];
      for (const mapping of mappings) {
        const { name } = await index(documents, { mapping });
        await using searcher = await open(name);
        const terms = (n: number) => new Map(Array.from({ length: n }, (_, i) => [`t${i}`, n - i]));
        expect(await searcher.search(terms(1024))).toEqual(cut(bruteForce(documents, terms(1024)), 10));
        await expect(searcher.search(terms(1025))).rejects.toMatchObject({
          code: 'USAGE',
          message: expect.stringMatching(/1025 terms.*1024.*--top-k/),
        });
      }
    });

    it('says in one line that there is no cluster, or none of OpenSearch, and ends', async () => {
      const folder = await tempFolder();
      const input = await writeVectors(join(folder, 'vectors.jsonl'), [{ id: 'a', vector: [['x', 1]] }]);
      const topics = join(folder, 'topics.tsv');
      await writeFile(topics, '1\tx\n');
      await using other = await serveFiles({ '/': Buffer.from('<html>It works!</html>') });
      const closed = await closedPort();
      for (const [url, said] of [
        [closed, `no OpenSearch can be reached at ${closed}`],
        [other.url, `what answers at ${other.url} is not OpenSearch`],
      ] as const) {
        const commands = [
          ['index.opensearch', '--input', input],
          ['search.opensearch', '--topics', topics, '--pretokenized', '--output', join(folder, 'run')],
        ];
        for (const command of commands) {
          const cluster = ['--index', 'x', '--url', url, '--retries', '1'];
          const { exitCode, stderr, stdout } = await tserini([...command, ...cluster]);
          expect(exitCode, stderr).toBe(1);
          expect(stderr.trim().split('\n').at(-1)).toContain(said);
          expect(stdout).toBe('');
        }
      }
    });
  },
);

/** An address at which nothing listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
