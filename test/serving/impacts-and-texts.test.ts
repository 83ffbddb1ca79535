import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LuceneImpactSearcher, SparseIndex, type TextRecord } from 'tserini';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IndexSet } from '#tserini/serving/index-set.js';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { suiteFolder } from '../support/temp.ts';

// A folder that SparseIndex made holds impacts and texts, and is served by both.

const folder = suiteFolder();
const path = () => join(folder(), 'notes');
const records: TextRecord[] = readFileSync(join(embeddedCollection, 'corpus.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(0, 60)
  .map((line) => JSON.parse(line))
  .map(({ _id, title, text }) => ({ id: _id, title, text }));
const queries = ['why is the sky blue', 'how do birds find their way', 'the'];
const methods = ['impact', 'bm25', 'hybrid'] as const;
const pairs = (hits: readonly { docid: string; score: number }[]) =>
  hits.map(({ docid, score }) => [docid, score]);
let expected: Record<string, (string | number)[][]>;
let set: IndexSet;
const notes = () => set.get('notes');

/** Makes the folder, and asks the index that made it. */
async function build(): Promise<void> {
  await using index = await SparseIndex.open(path(), 'splade-tiny');
  await index.addAll(records);
  await index.refresh();
  expected = {};
  for (const method of methods) {
    for (const query of queries)
      expected[`${method} ${query}`] = pairs(await index.search(query, { method }));
  }
}

beforeAll(async () => {
  await build();
  set = await IndexSet.open([{ name: 'notes', path: path(), encoder: 'splade-tiny' }]);
});
afterAll(() => set?.close());

it('has the hits and scores of SparseIndex by every method', async () => {
  const index = notes();
  const info = index.info();
  expect(info).toMatchObject({ documents: 60, impact: true, bm25: true, hybrid: true, hasText: true });
  expect(info.textIndex?.analyzer).toMatchObject({ language: 'en' });
  expect(info.warnings).toEqual([]);
  for (const method of methods) {
    for (const query of queries) {
      const { candidates } = await index.search(query, { method, hits: 10 });
      expect(pairs(candidates)).toEqual(expected[`${method} ${query}`]);
      for (const { docid, title } of candidates)
        expect(title).toBe(records.find(({ id }) => id === docid)!.title);
    }
  }
});

it('explains either score, and shows text and vector of a document', async () => {
  const index = notes();
  for (const method of ['impact', 'bm25'] as const) {
    const [first] = (await index.search(queries[0]!, { method })).candidates;
    const { score, matching } = await index.explain(queries[0]!, first!.docid, { method });
    expect(score).toBeCloseTo(first!.score, 3);
    expect(matching.length).toBeGreaterThan(0);
  }
  const [{ id, text }] = records as [TextRecord];
  expect((await index.document(String(id))).text).toBe(text);
  await using searcher = await LuceneImpactSearcher.open(path());
  const vector = await searcher.getDocumentVector(String(id));
  expect((await index.vector(String(id))).vector.length).toBe(vector!.size);
});

it('moves to a new commit with both rankings', async () => {
  const index = notes();
  const found = () =>
    Promise.all(
      methods.map(async (method) => (await index.search('zebra crossing', { method })).candidates[0]?.docid),
    );
  await using writer = await SparseIndex.open(path(), 'splade-tiny');
  await writer.update({ id: 'new', text: 'A zebra crossing has stripes, as a zebra does' });
  await writer.commit();
  await expect.poll(found, { timeout: 30_000, interval: 100 }).toEqual(['new', 'new', 'new']);
});

it('takes no second text index', async () => {
  await expect(IndexSet.open([{ name: 'notes', path: path(), bm25: path() }])).rejects.toMatchObject({
    code: 'USAGE',
  });
});

it('searches texts only by BM25 without an encoder', async () => {
  await using others = await IndexSet.open([{ name: 'notes', path: path() }]);
  const { impact, bm25, hybrid } = others.get('notes').info();
  expect([impact, bm25, hybrid]).toEqual([true, true, false]);
});
