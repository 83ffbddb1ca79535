import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  LuceneImpactSearcher,
  LuceneIndexer,
  OpenSearchImpactIndexer,
  OpenSearchImpactSearcher,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { madeFields, madeFilter, madeTypes } from '../support/filters.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';
import { tempFolder } from '../support/temp.ts';

const documents = 60;
const docids = Array.from({ length: documents }, (_, i) => `d ${i}.%`);

describe.skipIf(!opensearchClassPath)(
  `filters on a cluster${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();

    it.each(['rank_features', 'scripted'] as const)(
      'pass the documents that they pass on the embedded index: %s',
      async (mapping) => {
        const input = join(await tempFolder(), 'vectors.jsonl');
        const fields = fc.sample(madeFields, documents);
        const records = docids.map((id, i) => ({
          ...fields[i],
          id,
          vector: { all: 1 + (i % 7), [`t${i % 3}`]: 2 },
        }));
        await writeFile(input, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
        const path = join(await tempFolder(), 'index');
        await new LuceneIndexer(path, { fieldTypes: madeTypes }).index(input);
        const options = { url: cluster().url, mapping, replicas: 0, fieldTypes: madeTypes };
        await new OpenSearchImpactIndexer(`filtered-${mapping}`, options).index(input);
        await using embedded = await LuceneImpactSearcher.open(path);
        await using served = await OpenSearchImpactSearcher.open(`filtered-${mapping}`, undefined, options);
        expect(served.description.fieldTypes).toEqual(madeTypes);
        const query = new Map([
          ['t0', 1.5],
          ['t1', 1],
          ['t2', 1],
        ]);
        let passed = 0;
        await fc.assert(
          fc.asyncProperty(madeFilter(docids), fc.integer({ min: 1, max: documents }), async (filter, k) => {
            const [actual, expected] = await Promise.all(
              [served, embedded].map((searcher) => searcher.search(query, k, { filter })),
            );
            const plain = expected!.map(({ docid, score }) => ({ docid, score }));
            expect(actual).toEqual(plain);
            if (plain.length > 0) passed++;
          }),
          { numRuns: 300 },
        );
        expect(passed).toBeGreaterThan(50);
      },
    );

    it('are refused by the part that is wrong, and so are values of records', async () => {
      const input = join(await tempFolder(), 'vectors.jsonl');
      const index = (record: object) =>
        writeFile(input, JSON.stringify({ id: 'a', vector: { x: 1 }, ...record })).then(() =>
          new OpenSearchImpactIndexer('wrong', {
            url: cluster().url,
            replicas: 0,
            fieldTypes: madeTypes,
            restart: true,
          }).index(input),
        );
      for (const [record, message] of [
        [{ lang: 1 }, 'the field "lang" must have a keyword, which is a string, true or false, not 1'],
        [{ year: ['1'] }, 'the field "year" must have a number of float64, not "1"'],
        [{ published: 'today' }, 'the field "published" must have a date'],
        [{ lang: 'é'.repeat(20_000) }, 'the keyword in the field "lang" is longer than 32766 bytes'],
      ] as const) {
        await expect(index(record), message).rejects.toMatchObject({
          code: 'INPUT',
          message: expect.stringContaining(`${input}:1: ${message}`),
        });
      }
      const options = { url: cluster().url, replicas: 0, fieldTypes: madeTypes, restart: true };
      await writeFile(input, JSON.stringify({ id: 'a', vector: { x: 1 }, year: 2000 }));
      await new OpenSearchImpactIndexer('wrong', options).index(input);
      await using served = await OpenSearchImpactSearcher.open('wrong', undefined, options);
      await expect(served.search('x', 1, { filter: { term: { yaer: 1 } } })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('filter.term.yaer: the index cannot be filtered by "yaer"'),
      });
      await expect(served.getDocumentVector('a')).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('--storeDocvectors'),
      });
      served.setRm3();
      expect(served.isUsingRm3).toBe(true);
      await expect(served.search('x')).rejects.toMatchObject({ code: 'USAGE' });
      served.setRocchio();
      served.unsetRm3();
      expect([served.isUsingRm3, served.isUsingRocchio]).toEqual([false, true]);
      served.unsetRocchio();
      expect(await served.search('x')).toEqual([]);
    });
  },
);
