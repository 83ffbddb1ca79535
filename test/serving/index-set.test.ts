import { appendFileSync, cpSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { type IndexDefinition, IndexSet } from '#tserini/serving/index-set.js';
import { writeVectors } from '../support/collections.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const impacts = () => join(folder(), 'impacts');
const words = () => join(folder(), 'words');
// The same model under two names.
const model = 'splade-tiny';
const other = fileURLToPath(new URL('../../models/splade-tiny', import.meta.url));

beforeAll(async () => {
  const vectors = await writeVectors(join(folder(), 'v.jsonl'), [{ id: 'one', vector: [['fish', 7]] }]);
  await new LuceneIndexer(impacts()).index(vectors);
  const texts = join(folder(), 't.jsonl');
  await writeFile(texts, `${JSON.stringify({ id: 'one', contents: 'fish swim' })}\n`);
  await new LuceneIndexer(words(), { collection: 'JsonCollection', storeRaw: true }).index(texts);
});

const usage = (reason: string) => ({ code: 'USAGE', message: expect.stringContaining(reason) });
const absent = (reason: string) => ({ code: 'NOT_FOUND', message: expect.stringContaining(reason) });

describe('refuses', () => {
  it.each<[string, () => IndexDefinition[]]>([
    ['letters, digits', () => [{ name: 'a/b', path: impacts() }]],
    ['letters, digits', () => [{ name: 'a'.repeat(129), path: impacts() }]],
    [
      'two indexes are called a',
      () => [
        { name: 'a', path: impacts() },
        { name: 'a', path: words() },
      ],
    ],
    ['bm25= takes a text index', () => [{ name: 'a', path: impacts(), bm25: impacts() }]],
    [
      'a text index takes neither an encoder nor a second text index',
      () => [{ name: 'a', path: words(), encoder: model }],
    ],
    [
      'a text index takes neither an encoder nor a second text index',
      () => [{ name: 'a', path: words(), bm25: words() }],
    ],
  ])('%s', async (reason, definitions) => {
    await expect(IndexSet.open(definitions())).rejects.toMatchObject(usage(reason));
  });

  it('an index that is not there, whichever of two it is', async () => {
    const none = join(folder(), 'none');
    await expect(IndexSet.open([{ name: 'a', path: none }])).rejects.toMatchObject(absent(none));
    const pair = { name: 'a', path: impacts(), bm25: none };
    await expect(IndexSet.open([pair])).rejects.toMatchObject(absent(none));
  });
});

describe('says of an index', () => {
  const path = (name: string) => join(folder(), name);

  it('how it was made, and searches it accordingly', async () => {
    const options = { collection: 'JsonCollection', analyzer: { stemmer: 'none' } } as const;
    await new LuceneIndexer(path('unstemmed'), options).index(path('t.jsonl'));
    await using set = await IndexSet.open([{ name: 'a', path: path('unstemmed') }]);
    const { textIndex, impactIndex, warnings } = set.get('a').info();
    expect([textIndex?.analyzer?.stemmer, impactIndex, warnings]).toEqual(['none', undefined, []]);
    const found = async (query: string) => (await set.get('a').search(query)).candidates.length;
    expect([await found('swim'), await found('swims')]).toEqual([1, 0]);
  });

  it('that another model encodes its queries', async () => {
    const encoded = { embeddings: path('encoded'), encoder: model, corpus: path('corpus.jsonl') };
    await writeFile(path('corpus.jsonl'), '{"id": "one", "text": "fish swim"}\n');
    await encodeCollection(encoded);
    await new LuceneIndexer(path('splade')).index(path('encoded'));
    cpSync(other, path('model'), { recursive: true });
    appendFileSync(join(path('model'), 'config.json'), '\n');
    const warnings = async (encoder: string) => {
      await using set = await IndexSet.open([{ name: 'a', path: path('splade'), encoder }]);
      return set.get('a').info().warnings;
    };
    expect(await warnings(model)).toEqual([]);
    expect(await warnings(path('model'))).toEqual([
      expect.stringMatching(/^the documents were encoded by splade-tiny .* by another model/),
    ]);
  });
});

describe('encodes with', () => {
  const open = (...definitions: Omit<IndexDefinition, 'path'>[]) =>
    IndexSet.open(definitions.map((definition) => ({ path: impacts(), ...definition })));

  it('the only model, the one that is named, or that of an index, to the same vector', async () => {
    await using set = await open({ name: 'plain' }, { name: 'one', encoder: model });
    const vector = await set.encode('how do fish swim');
    expect(vector).toMatchObject({ encoder: model });
    expect(vector.vector.length).toBeGreaterThan(0);
    expect(await set.encode('how do fish swim', { encoder: model })).toEqual(vector);
    expect(await set.encode('how do fish swim', { index: 'one' })).toEqual(vector);
    await expect(set.encode('fish', { index: 'plain' })).rejects.toMatchObject(usage('plain has no encoder'));
    await expect(set.encode('fish', { index: 'onee' })).rejects.toMatchObject(absent('plain, one'));
    await expect(set.encode('fish', { encoder: other })).rejects.toMatchObject(absent(model));
    expect(await set.encode('how do fish swim', { encoder: model, index: 'one' })).toEqual(vector);
  });

  it('none where there are two and none is named, or where there is none', async () => {
    await using two = await open({ name: 'one', encoder: model }, { name: 'two', encoder: other });
    const both = `name an encoder (available: ${model}, ${other})`;
    await expect(two.encode('fish')).rejects.toMatchObject(usage(both));
    await expect(two.encode('fish', { encoder: other, index: 'one' })).rejects.toMatchObject(
      usage(`the index one has the encoder ${model}`),
    );
    await using none = await open({ name: 'plain' });
    await expect(none.encode('fish')).rejects.toMatchObject(usage('no index has an encoder'));
  });
});

it('says of an impact index without an encoder what becomes of a query', async () => {
  await using set = await IndexSet.open([
    { name: 'plain', path: impacts() },
    { name: 'modelled', path: impacts(), encoder: model },
  ]);
  const plain = set.get('plain');
  expect(plain.info().warnings.join()).toContain('no encoder is set for this impact index');
  expect(set.get('modelled').info().warnings.join()).not.toContain('no encoder');
  const found = await plain.search('how do fish swim');
  expect(found.missing).toEqual(['how', 'do', 'swim']);
  expect((await set.get('modelled').search('how do fish swim')).missing).toBeUndefined();
});
