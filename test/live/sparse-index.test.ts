import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DocumentText,
  encodeCollection,
  HybridSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  LuceneSearcher,
  readTopics,
  type SearchMethod,
  SparseIndex,
  type SparseIndexOptions,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
  type TextRecord,
} from 'tserini';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EncodingQueue } from '#tserini/live/encoding-queue.js';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { freshPath } from '../support/faults.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const place = () => freshPath(folder());
const methods: readonly SearchMethod[] = ['impact', 'bm25', 'hybrid'];

const corpus = join(embeddedCollection, 'corpus.jsonl');
const records: readonly TextRecord[] = readFileSync(corpus, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
  .map(({ _id, title, text }, i) => ({ id: _id, title, text, place: i, group: _id.split('-')[0] }));

/** Loaded once for all tests. */
let encoders: { document: SpladeDocumentEncoder; query: SpladeQueryEncoder };

beforeAll(async () => {
  encoders = {
    document: await SpladeDocumentEncoder.load('splade-tiny'),
    query: await SpladeQueryEncoder.load('splade-tiny'),
  };
});
afterAll(async () => {
  await encoders.document.close();
  await encoders.query.close();
});

const open = (path: string, options: SparseIndexOptions = {}) => SparseIndex.open(path, encoders, options);
const ids = (hits: readonly { docid: string }[]) => hits.map(({ docid }) => docid);
const pairs = (hits: readonly { docid: string; score: number }[]) =>
  hits.map(({ docid, score }) => [docid, score]);

it('finds a document by every method after a refresh, and not before, as long as it is there', async () => {
  await using index = await open(place());
  const find = () =>
    Promise.all(methods.map(async (method) => ids(await index.search('tomatoes', { method }))));
  await index.add({ id: 'n1', title: 'Garden', text: 'Water the tomatoes on Monday', urgent: true });
  expect(await find()).toEqual([[], [], []]);
  await index.refresh();
  expect(await find()).toEqual([['n1'], ['n1'], ['n1']]);
  expect(index.numDocs).toBe(1);
  await index.update({ id: 'n1', text: 'Sell the tomatoes', urgent: false });
  await index.refresh();
  const [hit] = await index.search('tomatoes', { method: 'hybrid' });
  expect(hit!.record).toEqual({ id: 'n1', text: 'Sell the tomatoes', urgent: false });
  expect(await index.delete('n1')).toBe(true);
  expect(await index.delete('n1')).toBe(false);
  expect(await index.get('n1')).toEqual({ id: 'n1', text: 'Sell the tomatoes', urgent: false });
  await index.refresh();
  expect(await find()).toEqual([[], [], []]);
  expect(await index.get('n1')).toBeUndefined();
});

describe('beside the same documents from files', () => {
  const path = () => join(folder(), 'whole');
  let index: SparseIndex;
  let files: HybridSearcher;

  beforeAll(async () => {
    index = await open(path(), { fieldTypes: { place: 'number', group: 'keyword' } });
    expect(await index.addAll(records)).toBe(records.length);
    await index.refresh();
    const fields = ['title', 'text'];
    const [vectors, impacts, texts] = ['vectors', 'impacts', 'texts'].map((name) => join(folder(), name));
    await encodeCollection({
      corpus,
      embeddings: vectors!,
      encoder: 'splade-tiny',
      maxLength: 256,
      fields,
      encoderFields: fields,
    });
    await new LuceneIndexer(impacts!).index(vectors!);
    await using indexer = new LuceneIndexer(texts!, { collection: 'JsonCollection' });
    await indexer.addAll(records.map(({ id, title, text }) => ({ id, contents: `${title}\n${text}` })));
    await indexer.close();
    // A term that every document has counts here.
    files = await HybridSearcher.open(impacts!, texts!, encoders.query, { minIdf: -1 });
  });
  afterAll(async () => {
    await index.close();
    await files.close();
  });

  it('has the hits and scores of the searchers of files', async () => {
    const topics = await readTopics(join(embeddedCollection, 'queries.jsonl'));
    expect(topics.length).toBeGreaterThan(10);
    for (const { text } of topics) {
      const byMethod = { impact: files.impact, bm25: files.text, hybrid: files };
      for (const method of methods) {
        const hits = await index.search(text, { method, hits: 50 });
        expect(pairs(hits)).toEqual(pairs(await byMethod[method].search(text, 50)));
        for (const { docid, record } of hits) expect(record).toEqual(records.find(({ id }) => id === docid));
      }
    }
  });

  it('filters every method', async () => {
    const filter = { and: [{ term: { group: 'weather' } }, { range: { place: { lt: 2 } } }] };
    for (const method of methods) {
      const whole = await index.search('why is the sky blue', { method, hits: 1000 });
      const hits = await index.search('why is the sky blue', { method, filter });
      const allowed = whole.filter(({ docid }) => ['weather-01', 'weather-02'].includes(docid));
      expect(ids(hits).sort()).toEqual(ids(allowed).sort());
      expect(hits.length).toBeGreaterThan(0);
      if (method !== 'hybrid') expect(hits).toEqual(allowed);
    }
    const refused = index.search('sky', { method: 'hybrid', filter: { term: { color: 'blue' } } });
    await expect(refused).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('color') });
  });

  it('is read by the searchers of folders, which refuse what its fields do not allow', async () => {
    await index.commit();
    await using text = await LuceneSearcher.open(path());
    const hits = await text.search('sky', 5);
    expect(pairs(hits)).toEqual(pairs(await index.search('sky', { method: 'bm25', hits: 5 })));
    const explained = await text.explain('sky', hits[0]!.docid);
    expect(explained!.score).toBeCloseTo(hits[0]!.score, 4);
    text.setRm3();
    await expect(text.search('sky')).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('has impacts in this index'),
    });
    await using reader = await LuceneIndexReader.open(path());
    expect(reader.description).toMatchObject({
      kind: 'impact',
      fields: ['contents', 'text'],
      stores: ['raw'],
    });
  });
});

it('shows what was committed when it is opened again, and refuses another model, analysis and fields', async () => {
  const path = place();
  {
    await using index = await SparseIndex.open(path, 'splade-tiny');
    await index.addBatch(records.slice(0, 3));
    await index.close();
    await expect(index.add(records[3]!)).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(index.search('sky')).rejects.toMatchObject({ code: 'CLOSED' });
  }
  {
    await using index = await open(path);
    expect(ids(await index.search('sky', { method: 'hybrid', hits: 1 }))).toEqual(['weather-01']);
    expect(await index.get('weather-02')).toEqual(records[1]);
  }
  const another = {
    ...encoders,
    document: {
      name: 'other/splade',
      encode: (texts: readonly DocumentText[]) => encoders.document.encode(texts),
      modelSha256: async () => 'f'.repeat(64),
    },
  };
  await expect(SparseIndex.open(path, another)).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringMatching(/model splade-tiny.*encoded by another model, other\/splade/),
  });
  await expect(open(path, { analyzer: { stemmer: 'krovetz' } })).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringContaining('stemmer porter; what is added has stemmer krovetz'),
  });
  await expect(open(path, { fieldTypes: { group: 'keyword' } })).rejects.toMatchObject({ code: 'INDEX' });
  await expect(open(path, { fieldTypes: { text: 'keyword' } })).rejects.toMatchObject({ code: 'USAGE' });
  const vectors = place();
  await using impacts = await LuceneIndexer.open(vectors);
  await impacts.add({ id: 'v', vector: { a: 1 } });
  await impacts.close();
  await expect(open(vectors)).rejects.toMatchObject({ code: 'INDEX' });
});

it('takes calls in their order, and back what was not committed', async () => {
  await using index = await open(place());
  const calls = [
    index.addBatch(records.slice(0, 2)),
    index.commit(),
    index.delete('weather-01'),
    index.add(records[2]!),
    index.refresh(),
  ];
  await Promise.all(calls);
  expect(index.numDocs).toBe(2);
  expect(await index.get('weather-01')).toBeUndefined();
  await Promise.all([index.rollback(), index.refresh()]);
  expect(index.numDocs).toBe(2);
  expect(await index.get('weather-01')).toEqual(records[0]);
  expect(await index.get('weather-03')).toBeUndefined();
});

it('searches while it is refreshed, each search on one state', async () => {
  await using index = await open(place(), { refreshEvery: 5 });
  let isDone = false;
  const searching = methods.map(async (method) => {
    while (!isDone) {
      for (const { record } of await index.search('the color of the sky', { method, hits: 100 })) {
        expect(record.text).toBeTypeOf('string');
      }
    }
  });
  for (const record of records.slice(0, 40))
    await index.update({ ...record, id: `d${Number(record.place) % 7}` });
  await index.refresh();
  isDone = true;
  await Promise.all(searching);
  expect(index.numDocs).toBe(7);
});

it.each([
  ['without an id', { text: 'a' }, /^the record: no "id" that is a text or a number$/],
  ['without a text', { id: 'a', contents: 'b' }, /^the record \(id "a"\): no "text" that is a string$/],
  ['with a wrong title', { id: 'a', title: 1, text: 'b' }, /^the record \(id "a"\): the "title" is not/],
  [
    'with a number that JSON lacks',
    { id: 'a', text: 'b', n: 1n },
    /^the record \(id "a"\): not expressible as JSON/,
  ],
  ['of an id that is there', records[0], /\(id "weather-01"\)/],
  ['of a wrong type', { id: 'a', text: 'b', place: 'here' }, /\(id "a"\).*place/],
  ['that is none', null, /^the record: expected an object/],
])('refuses a record %s, and leaves the others', async (_, record, message) => {
  await using index = await open(place(), { fieldTypes: { place: 'number' } });
  await index.add(records[0]!);
  await expect(index.add(record as never)).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringMatching(message),
  });
  await expect(index.addBatch([records[1]!, record as never])).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining('record 2 of the batch'),
  });
  await index.refresh();
  expect(index.numDocs).toBe(1);
});

it('keeps a document whose text is empty', async () => {
  await using index = await open(place());
  await index.add({ id: 'empty', text: '' });
  await index.refresh();
  expect(await index.get('empty')).toEqual({ id: 'empty', text: '' });
});

it.each([
  ['hits', { hits: 0 }, 'hits must be a whole number'],
  ['the method', { method: 'dense' as never }, 'no method dense; available: impact, bm25, hybrid'],
])('refuses a search by %s', async (_, options, message) => {
  await using index = await open(place());
  await expect(index.search('sky', options)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(message),
  });
});

it('passes on the failure of the encoder, and goes on', async () => {
  let fails = true;
  const document = {
    name: 'failing',
    modelSha256: async () => '0'.repeat(64),
    async encode(texts: readonly DocumentText[]) {
      if (fails) throw new Error('no memory');
      return encoders.document.encode(texts);
    },
  };
  await using index = await SparseIndex.open(place(), { ...encoders, document });
  const calls = await Promise.allSettled([index.add(records[0]!), index.delete('weather-01')]);
  expect(calls).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: false }]);
  fails = false;
  await index.add(records[0]!);
  await index.refresh();
  expect(index.numDocs).toBe(1);
});

it('encodes the documents of waiting calls together, a bounded number at a time', async () => {
  const sizes: number[] = [];
  const queue = new EncodingQueue({
    name: 'counting',
    modelSha256: async () => '',
    async encode(documents) {
      sizes.push(documents.length);
      return documents.map((text) => new Map([[String(text), 1]]));
    },
  });
  const order: string[] = [];
  const work =
    (name: string) =>
    async (vectors: readonly ReadonlyMap<string, number>[] = []) => {
      order.push(`${name} ${vectors.flatMap((vector) => [...vector.keys()]).join()}`);
    };
  await Promise.all([
    queue.encoded(['a'], work('add')),
    queue.encoded(['b', 'c'], work('batch')),
    queue.inOrder(work('delete')),
    queue.alone(work('refresh')),
    ...Array.from({ length: 100 }, () => queue.encoded(['x'], async () => {})),
    queue.encoded(Array(150).fill('y'), async (vectors) => expect(vectors).toHaveLength(150)),
  ]);
  expect(order).toEqual(['add a', 'batch b,c', 'delete ', 'refresh ']);
  expect(sizes).toEqual([3, 64, 36, 64, 64, 22]);
});

it('is copied as a folder', async () => {
  const path = place();
  await using index = await open(path);
  await index.add(records[0]!);
  await index.commit();
  await index.add(records[1]!);
  const copy = place();
  await cp(path, copy, { recursive: true, filter: (name) => !name.endsWith('write.lock') });
  await using other = await open(copy);
  expect(other.numDocs).toBe(1);
});
