import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  type CollectionRecord,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  LuceneSearcher,
  readTopics,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { parsePretokenized } from '#tserini/encode/pretokenized.js';
import { bruteForce, cut } from '../../support/brute-force.ts';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { freshPath } from '../../support/faults.ts';
import { suiteFolder } from '../../support/temp.ts';
import { parseVectorLine } from '../../support/vectors.ts';

const folder = suiteFolder();
const place = () => freshPath(folder());
/** By hand, TSERINI_MODEL_RUNS=10000. */
const numRuns = Number(process.env.TSERINI_MODEL_RUNS ?? 200);

type Weights = readonly (readonly [token: string, weight: number])[];
type Documents = ReadonlyMap<string, Weights>;

const id = fc.integer({ min: 0, max: 7 }).map((i) => `d${i}`);
const weights: fc.Arbitrary<Weights> = fc.uniqueArray(
  fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'everywhere'), fc.integer({ min: 1, max: 9 })),
  { selector: ([token]) => token, minLength: 1 },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), id, weights }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('update' as const), id, weights }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('batch' as const),
      batch: fc.array(fc.tuple(id, weights), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('refresh', 'commit', 'rollback', 'crash', 'close') }),
  },
);

/** How each kind of index takes and ranks the documents of the model. */
const kinds = {
  impact: {
    options: {},
    record: (id: string, vector: Weights): CollectionRecord => ({ id, vector: new Map(vector) }),
    open: (index: LuceneIndexer) => LuceneImpactSearcher.open(index),
  },
  text: {
    options: { collection: 'JsonCollection', analyzer: { pretokenized: true } },
    record: (id: string, words: Weights): CollectionRecord => ({
      id,
      contents: words.flatMap(([word, n]) => Array<string>(n).fill(word)).join(' '),
    }),
    open: (index: LuceneIndexer) => LuceneSearcher.open(index),
  },
} as const;

const listOf = (documents: Documents) => [...documents].map(([id, vector]) => ({ id, vector }));
const query = new Map([
  ['a', 2],
  ['b', 1],
  ['everywhere', 3],
]);
const ranked = (hits: readonly { docid: string; score: number }[]) =>
  hits.map(({ docid, score }) => ({ docid, score }));

/** @param isMerged nothing deleted is left in the index, so that BM25's statistics are those of the documents */
async function expectEqual(
  searcher: LuceneImpactSearcher | LuceneSearcher,
  documents: Documents,
  isMerged: boolean,
): Promise<void> {
  expect(searcher.numDocs).toBe(documents.size);
  if (searcher instanceof LuceneImpactSearcher) {
    const expected = bruteForce(listOf(documents), query);
    for (const k of [1, 2, 100]) expect(ranked(await searcher.search(query, k))).toEqual(cut(expected, k));
    for (const { docid } of expected)
      expect((await searcher.explain(query, docid))?.matching).not.toEqual([]);
    return;
  }
  const hits = await searcher.search('a a b everywhere', 100);
  const matching = listOf(documents).filter(({ vector }) => vector.some(([token]) => query.has(token)));
  expect(hits.map(({ docid }) => docid).sort()).toEqual(matching.map(({ id }) => id).sort());
  if (!isMerged || documents.size === 0) return;
  await using anew = await LuceneIndexer.open(place(), kinds.text.options);
  await anew.addBatch([...documents].map(([id, words]) => kinds.text.record(id, words)));
  await using other = await kinds.text.open(anew);
  expect(ranked(hits)).toEqual(ranked(await other.search('a a b everywhere', 100)));
}

describe.each(['impact', 'text'] as const)('an open index of %s', (name) => {
  const kind = kinds[name];
  const options = { ...kind.options, optimize: true };

  it('equals a model in memory after any sequence of changes', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        let index = place();
        let indexer = await LuceneIndexer.open(index, options);
        let searcher: LuceneImpactSearcher | LuceneSearcher = await kind.open(indexer);
        let current = new Map<string, Weights>();
        let committed: Documents = new Map();
        const reopen = async () => {
          await searcher.close();
          indexer = await LuceneIndexer.open(index, options);
          searcher = await kind.open(indexer);
          current = new Map(committed);
          await expectEqual(searcher, current, true);
        };
        for (const one of steps) {
          if (one.do === 'add' || one.do === 'batch') {
            const batch = one.do === 'add' ? [[one.id, one.weights] as const] : one.batch;
            const ids = new Set(batch.map(([id]) => id));
            const isNew = ids.size === batch.length && [...ids].every((id) => !current.has(id));
            const added = indexer.addBatch(batch.map(([id, vector]) => kind.record(id, vector)));
            if (isNew) for (const [id, vector] of batch) current.set(id, vector);
            if (isNew) await added;
            else await expect(added).rejects.toMatchObject({ code: 'INPUT' });
          } else if (one.do === 'update') {
            await indexer.update(kind.record(one.id, one.weights));
            current.set(one.id, one.weights);
          } else if (one.do === 'delete') {
            expect(await indexer.delete(one.id)).toBe(current.delete(one.id));
          } else if (one.do === 'refresh') {
            await searcher.refresh();
            await expectEqual(searcher, current, false);
          } else if (one.do === 'commit') {
            await indexer.commit();
            committed = new Map(current);
            await searcher.refresh();
            await expectEqual(searcher, current, true);
            await using reader = await LuceneIndexReader.open(index);
            expect(await reader.stats()).toMatchObject({
              documents: current.size,
              nonEmptyDocuments: current.size,
            });
          } else if (one.do === 'rollback') {
            await indexer.rollback();
            current = new Map(committed);
            await searcher.refresh();
            await expectEqual(searcher, current, false);
          } else if (one.do === 'close') {
            await indexer.close();
            committed = new Map(current);
            await reopen();
          } else {
            // What a process leaves that ends here: its files as they are.
            const left = place();
            await cp(index, left, { recursive: true });
            await indexer.rollback();
            await indexer.close();
            index = left;
            await reopen();
          }
        }
        await searcher.close();
        await indexer.close();
      }),
      { numRuns },
    );
  });
});

it('shows a batch whole or not at all, and fails no search, while it refreshes and merges', async () => {
  await using indexer = await LuceneIndexer.open(place(), { memoryBuffer: 1 });
  await using searcher = await LuceneImpactSearcher.open(indexer, undefined, { refreshEvery: 5 });
  const [batches, size] = [70, 10];
  await indexer.add({ id: 'other', vector: { other: 1 } });
  let isWriting = true;
  const writing = (async () => {
    for (let batch = 0; batch < batches; batch++) {
      const records = Array.from({ length: size }, (_, i) => ({
        id: `b${batch}-${i}`,
        vector: { all: 1 + (i % 5), [`own${batch}`]: 1, [`t${batch}-${i}`]: 1 },
      }));
      await indexer.addBatch(records);
      if (batch % 7 === 3) {
        await Promise.all(
          records.map(({ id }) => indexer.update({ id, vector: { [`own${batch}`]: 2, all: 1 } })),
        );
      }
      if (batch % 25 === 24) await indexer.commit();
    }
    isWriting = false;
  })();
  let searches = 0;
  const clients = Array.from({ length: 16 }, async () => {
    while (isWriting || searches < 400) {
      const all = await searcher.search(new Map([['all', 1]]), 5000);
      expect(all.length % size).toBe(0);
      expect(new Set(all.map(({ docid }) => docid)).size).toBe(all.length);
      searches++;
    }
  });
  await Promise.all([writing, ...clients]);
  await searcher.refresh();
  expect(await searcher.search(new Map([['all', 1]]), 5000)).toHaveLength(batches * size);
});

it.skipIf(!hasSharedData)(
  `gives of real documents added one by one the hits of those of a file${needsSharedData}`,
  async () => {
    const data = (name: string) => sharedData(`nfcorpus-splade-v3/${name}`);
    // More than a block of postings has.
    const lines = gunzipSync(readFileSync(data('vectors.jsonl.gz')))
      .toString('utf8')
      .split('\n')
      .slice(0, 500);
    const [file, index] = [join(folder(), 'real.jsonl'), place()];
    await writeFile(file, `${lines.join('\n')}\n`);
    await new LuceneIndexer(index).index(file);
    await using indexer = await LuceneIndexer.open(place());
    for (const { id, vector } of lines.map(parseVectorLine)) await indexer.add({ id, vector });
    await using added = await LuceneImpactSearcher.open(indexer);
    await using read = await LuceneImpactSearcher.open(index);
    for (const { text } of await readTopics(data('topics.nfcorpus.test.splade-v3.tsv.gz'))) {
      const query = parsePretokenized(text);
      expect(ranked(await added.search(query, 300))).toEqual(ranked(await read.search(query, 300)));
    }
  },
);

// The cases of Pyserini's test_index_otf.py, of other documents: what is indexed on the fly equals what files give.
it.each([1, 2, 4])('gives with %i threads and every way to add what the files give', async (threads) => {
  const options = { collection: 'JsonCollection', threads } as const;
  const records = ['semantic networks in memory', 'a survey of networks', 'storage of records'].map(
    (contents, i) => ({ id: `CACM-${i}`, contents }),
  );
  const raw = records.map((record) => JSON.stringify(record));
  const file = join(folder(), `otf${threads}.jsonl`);
  await writeFile(file, `${raw.join('\n')}\n`);
  const hitsOf = async (index: string) => {
    await using searcher = await LuceneSearcher.open(index);
    expect(searcher.numDocs).toBe(3);
    return ranked(await searcher.search('semantic networks'));
  };
  const files = place();
  await new LuceneIndexer(files, options).index(file);
  const expected = await hitsOf(files);
  const ways: ((indexer: LuceneIndexer) => Promise<unknown>)[] = [
    (indexer) => Promise.all(raw.map((record) => indexer.addDocRaw(record))),
    (indexer) => Promise.all(records.map((record) => indexer.addDocDict(record))),
    (indexer) => Promise.all(records.map((record) => indexer.addDocJson(record))),
    (indexer) => indexer.addBatchRaw(raw),
    (indexer) => indexer.addBatchDict(records),
    (indexer) => indexer.addBatchJson(records),
  ];
  const index = place();
  for (const way of ways) {
    // Without append, the index of the way before is replaced.
    const indexer = new LuceneIndexer(index, options);
    await way(indexer);
    await indexer.close();
    expect(await hitsOf(index)).toEqual(expected);
  }
  const more = new LuceneIndexer(index, { ...options, append: true });
  await more.addDocRaw('{"id": "x", "contents": "Document x"}');
  await more.close();
  await using reader = await LuceneIndexReader.open(index);
  expect(await reader.stats()).toMatchObject({ documents: 4 });
  expect(await reader.doc('x')).toBeDefined();
  expect(await reader.doc('CACM-0')).toBeDefined();
});
