import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PretokenizedQueryEncoder } from '#tserini/encode/pretokenized.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneImpactSearcher } from '#tserini/lucene/search/lucene-impact-searcher.js';
import { OpenSearchImpactIndexer } from '#tserini/opensearch/opensearch-impact-indexer.js';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { serve } from '#tserini/server/serve.js';
import { type MadeVector, madeQuery, madeVectors, writeVectors } from '../support/collections.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

const ids = (hits: readonly { docid: string }[]) => hits.map(({ docid }) => docid);

describe.skipIf(!opensearchClassPath)(
  `records on a cluster, beside Lucene${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();
    const options = () => ({ url: cluster().url, replicas: 0 });
    const open = (name: string, more = {}) =>
      OpenSearchImpactSearcher.open(name, undefined, { ...options(), ...more });

    /** A term that all but one record have, of ids that are there twice, the last of `b` without a weight. */
    const twice: readonly MadeVector[] = [
      { id: 'a', vector: [['old', 9]] },
      { id: 'b', vector: [['all', 1]] },
      { id: 'c', vector: [['all', 2]] },
      {
        id: 'a',
        vector: [
          ['all', 3],
          ['new', 4],
        ],
      },
      { id: 'b', vector: [['all', 0]] },
    ];

    it('are an error where an id is there twice, or the last one where that was asked for', async () => {
      const folder = await tempFolder();
      const input = await writeVectors(join(folder, 'vectors.jsonl'), twice);
      const indexer = (uniqueDocid: boolean) =>
        // A record a request, several at a time: they arrive in no particular order.
        new OpenSearchImpactIndexer('twice', { ...options(), uniqueDocid, batchMb: 1e-6, threads: 5 });
      await expect(indexer(false).index(input)).rejects.toMatchObject({
        code: 'INPUT',
        message: expect.stringMatching(/duplicate ids: a .*--uniqueDocid/),
      });
      await expect(open('twice')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await indexer(true).index(input)).toMatchObject({ indexed: 2, everywhere: 1 });
      await new LuceneIndexer(join(folder, 'index'), { uniqueDocid: true }).index(input);
      await using searcher = await open('twice');
      await using lucene = await LuceneImpactSearcher.open(join(folder, 'index'));
      for (const term of ['all', 'new', 'old']) {
        const query = new Map([[term, 2]]);
        const expected = (await lucene.search(query)).map(({ docid, score }) => ({ docid, score }));
        expect(await searcher.search(query), term).toEqual(expected);
      }
      expect(searcher.numDocs).toBe(lucene.numDocs);
    });

    it('of a file that has changed are not mixed with those that are there', async () => {
      const folder = await tempFolder();
      const input = await writeVectors(join(folder, 'vectors.jsonl'), twice.slice(0, 2));
      await appendFile(input, 'broken\n');
      const index = (more = {}) =>
        new OpenSearchImpactIndexer('changed', { ...options(), mapping: 'scripted', ...more }).index(input);
      await expect(index()).rejects.toMatchObject({
        code: 'INPUT',
        message: expect.stringContaining('vectors.jsonl:3'),
      });
      await writeVectors(input, twice.slice(1, 3));
      await expect(index()).rejects.toMatchObject({
        code: 'INDEX',
        message: expect.stringContaining('--restart'),
      });
      expect(await index({ restart: true })).toMatchObject({ indexed: 2, resumed: 0 });
      const left = await cluster().request<{ index: string }[]>('GET', '/_cat/indices/changed-*?format=json');
      expect(left).toHaveLength(1);
    });

    it('give what Lucene gives when common terms are dropped', async () => {
      const folder = await tempFolder();
      const queries = fc.array(madeQuery, { minLength: 70, maxLength: 70 });
      let made = 0;
      await fc.assert(
        fc.asyncProperty(madeVectors, queries, async (documents, asked) => {
          const name = `rare${++made}`;
          const input = await writeVectors(join(folder, `${name}.jsonl`), documents);
          await new OpenSearchImpactIndexer(name, { ...options(), shards: 2 }).index(input);
          await new LuceneIndexer(join(folder, name)).index(input);
          for (const minIdf of [0, 0.7]) {
            await using searcher = await open(name, { minIdf });
            await using lucene = await LuceneImpactSearcher.open(join(folder, name), undefined, { minIdf });
            const qids = asked.map((_, i) => `${i}`);
            const found = await searcher.batchSearch(asked, qids, 5);
            for (const [qid, hits] of await lucene.batchSearch(asked, qids, 5)) {
              expect(found.get(qid)).toEqual(hits.map(({ docid, score }) => ({ docid, score })));
            }
          }
        }),
        { numRuns: 2 },
      );
    });

    it('come back as they were stored, and through a server', async () => {
      const folder = await tempFolder();
      const input = join(folder, 'vectors.jsonl');
      const records = ['a/b', 'ü & é'].map((id, i) =>
        JSON.stringify({
          id,
          contents: `text of ${i}`,
          title: `Title ${i}`,
          vector: { x: 1 + i, [`y${i}`]: 1 },
        }),
      );
      await writeFile(input, `${records.join('\n')}\n`);
      const stored = { storeContents: true, storeRaw: true, model: 'made' };
      await new OpenSearchImpactIndexer('stored', { ...options(), ...stored }).index(input);
      await using searcher = await open('stored');
      expect([searcher.model, searcher.hasText]).toEqual(['made', true]);
      const document = await searcher.doc('a/b');
      expect([document?.docid, document?.contents, document?.raw]).toEqual(['a/b', 'text of 0', records[0]]);
      expect((await searcher.doc('ü & é'))?.raw).toBe(records[1]);
      expect(await searcher.doc('absent')).toBeUndefined();
      const server = await serve({
        port: 0,
        indexes: [{ name: 'stored', path: `${cluster().url}/stored` }],
      });
      try {
        const response = await fetch(`${server.url}/v1/stored/search?query=y1%20y1`);
        const { candidates } = (await response.json()) as { candidates: object[] };
        expect(candidates).toMatchObject([{ docid: 'ü & é', score: 2, rank: 1 }]);
      } finally {
        await server.stop();
      }
    });

    it('are of a model that the index records, which is compared with that of the queries', async () => {
      const input = await writeVectors(join(await tempFolder(), 'vectors.jsonl'), twice.slice(0, 3));
      const sha256 = 'a'.repeat(64);
      const manifest = { model: { name: 'made', sha256 }, quantization: { range: 5, steps: 256 } };
      await writeFile(`${input}.manifest`, JSON.stringify(manifest));
      await new OpenSearchImpactIndexer('recorded', options()).index(input);
      const warningsBy = async (queries: string) => {
        const encoder = Object.assign(new PretokenizedQueryEncoder(), { modelSha256: async () => queries });
        const warnings: string[] = [];
        await using searcher = await OpenSearchImpactSearcher.open('recorded', encoder, {
          ...options(),
          onWarning: (message) => warnings.push(message),
        });
        expect(searcher.description).toMatchObject({
          kind: 'impact',
          documents: 3,
          collections: [{ name: 'recorded', ...manifest }],
        });
        expect(await searcher.knownTerms(new Map(Object.entries({ all: 1, old: 1, none: 1 })))).toBe(2);
        await searcher.search('all');
        await searcher.search('old');
        return warnings;
      };
      expect(await warningsBy(sha256)).toEqual([]);
      expect(await warningsBy('b'.repeat(64))).toEqual([
        expect.stringMatching(
          /^the documents were encoded by made \(sha256 aaaaaaaaaaaa\), .* by another model/,
        ),
      ]);
    });

    it('are searched no longer than the limits say', async () => {
      const input = await writeVectors(join(await tempFolder(), 'vectors.jsonl'), [
        { id: 'a', vector: [['x', 1]] },
        { id: 'b', vector: [['y', 1]] },
      ]);
      await new OpenSearchImpactIndexer('limits', options()).index(input);
      const query = new Map([['x', 1]]);
      const searcher = await open('limits');
      await expect(searcher.search(query, 1, { timeoutMs: 0.001 })).rejects.toMatchObject({
        code: 'INTERRUPTED',
      });
      const abort = new AbortController();
      const search = searcher.search(query, 1, { signal: abort.signal });
      const reason = new Error('enough');
      abort.abort(reason);
      await expect(search).rejects.toMatchObject({ code: 'INTERRUPTED', cause: reason });
      await expect(searcher.search(query, 200_000)).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('max_result_window'),
      });
      expect(ids(await searcher.search(query, 1, { timeoutMs: 60_000 }))).toEqual(['a']);
      await searcher.close();
      await expect(searcher.search(query)).rejects.toMatchObject({ code: 'CLOSED' });
    });

    it('are searched on while an index takes the place of another that is deleted', async () => {
      const folder = await tempFolder();
      const write = (text: string) =>
        writeVectors(join(folder, `${text}.jsonl`), [
          { id: text, vector: [['x', 1]] },
          { id: 'other', vector: [['y', 1]] },
        ]);
      const indexer = new OpenSearchImpactIndexer('moving', { ...options(), deleteOld: true });
      const { index } = await indexer.index(await write('first'));
      await using searcher = await open('moving');
      const query = new Map([['x', 1]]);
      expect(ids(await searcher.search(query))).toEqual(['first']);
      expect(await indexer.index(await write('second'))).toMatchObject({ replaced: [index] });
      expect(ids(await searcher.search(query))).toEqual(['second']);
    });
  },
);
