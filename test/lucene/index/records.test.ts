import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CollectionRecord,
  HybridSearcher,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  LuceneSearcher,
  readIndexStats,
  validateIndex,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';

const vectorOf = (i: number): CollectionRecord => ({
  id: `d${i}`,
  contents: `text ${i}`,
  vector: new Map([
    ['alpha', 1 + (i % 7)],
    [`own${i}`, 3],
  ]),
});

const textOf = (i: number): CollectionRecord => ({
  id: `d${i}`,
  contents: `common words ${i % 2 === 0 ? 'even' : 'odd'} word${i}`,
  title: `title ${i}`,
});

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);
const text = { collection: 'JsonCollection', fields: ['title'] } as const;
const place = async () => join(await tempFolder(), 'index');

const search = async (searcher: LuceneImpactSearcher, term: string) =>
  (await searcher.search(new Map([[term, 1]]), 1000)).map(({ docid }) => docid);

describe('records of vectors', () => {
  it('are found after refresh, in the folder after commit, and replaced by update', async () => {
    const index = await place();
    await using indexer = await LuceneIndexer.open(index, { storeContents: true });
    await using searcher = await LuceneImpactSearcher.open(indexer);
    expect(searcher.numDocs).toBe(0);
    for (let i = 0; i < 5; i++) await indexer.add(vectorOf(i));
    await indexer.add({ id: 5, vector: { beta: 2, '1995': 4 } });
    expect(searcher.numDocs).toBe(0);
    expect(await searcher.refresh()).toBe(true);
    expect(await searcher.refresh()).toBe(false);
    expect(searcher.numDocs).toBe(6);
    expect(await search(searcher, 'own3')).toEqual(['d3']);
    expect(await search(searcher, '1995')).toEqual(['5']);
    expect((await searcher.doc('d3'))?.contents).toBe('text 3');
    await indexer.update({ id: 'd3', vector: { gamma: 1 } });
    await indexer.update({ id: 'd9', vector: { gamma: 2 } });
    expect(await indexer.delete('d1')).toBe(true);
    expect(await indexer.delete('d1')).toBe(false);
    await searcher.refresh();
    expect(searcher.numDocs).toBe(6);
    expect(await search(searcher, 'own3')).toEqual([]);
    expect(await search(searcher, 'own1')).toEqual([]);
    expect(await search(searcher, 'gamma')).toEqual(['d9', 'd3']);
    const summary = await indexer.commit();
    expect(summary).toMatchObject({ indexed: 8, empty: 0 });
    await using folder = await LuceneImpactSearcher.open(index);
    expect(await search(folder, 'gamma')).toEqual(['d9', 'd3']);
    expect(await folder.describe()).toMatchObject({ kind: 'impact', documents: 6 });
    expect(await validateIndex(index)).toMatchObject({ sound: true });
  });

  it('take effect in the order of the calls, awaited or not', async () => {
    await using indexer = await LuceneIndexer.open(await place());
    const added = numbers(50).map((i) => indexer.add(vectorOf(i)));
    const deleted = indexer.delete('d7');
    const again = indexer.add({ id: 'd7', vector: { again: 1 } });
    const updates = numbers(20).map((i) => indexer.update({ id: 'd8', vector: { [`version${i}`]: 1 } }));
    const committed = indexer.commit();
    const late = indexer.add({ id: 'late', vector: { late: 1 } });
    expect(await deleted).toBe(true);
    await Promise.all([...added, again, ...updates]);
    expect((await committed).indexed).toBe(71);
    await late;
    expect(await readIndexStats(indexer.path)).toMatchObject({ documents: 50 });
    await using searcher = await LuceneImpactSearcher.open(indexer);
    expect(await search(searcher, 'again')).toEqual(['d7']);
    expect(await search(searcher, 'version19')).toEqual(['d8']);
    expect(await search(searcher, 'version18')).toEqual([]);
  });

  it('come from iterables of both kinds, however many', async () => {
    await using indexer = await LuceneIndexer.open(await place());
    async function* records() {
      for (const i of numbers(5000)) yield vectorOf(i);
    }
    expect(await indexer.addAll(records())).toBe(5000);
    expect(await indexer.addAll([vectorOf(5000), vectorOf(5001)])).toBe(2);
    await expect(indexer.addAll([vectorOf(6000), vectorOf(3), vectorOf(6001)])).rejects.toMatchObject({
      code: 'INPUT',
      message: 'record 5004 (id "d3"): the index has a document of this id; update replaces it',
    });
    const failing = (function* () {
      yield vectorOf(7000);
      throw new Error('no more');
    })();
    await expect(indexer.addAll(failing)).rejects.toThrow('no more');
    await indexer.commit();
    expect(await readIndexStats(indexer.path)).toMatchObject({ documents: 5003 + 1 + 1 });
  });

  it('count what is left out, and delete by an update without terms', async () => {
    await using indexer = await LuceneIndexer.open(await place());
    await indexer.add({ id: 'empty', vector: {} });
    await indexer.addBatch([
      { id: 'zero', vector: { a: 0 } },
      vectorOf(1),
      { id: 'a b', vector: { c: 1.5, d: 0.5 } },
    ]);
    expect(await indexer.commit()).toEqual({
      ...{ indexed: 2, empty: 2, skipped: 0, absentFields: [], fractionalWeights: 2, droppedTokens: 1 },
      ...{ spacedIds: 1, spacedId: 'a b' },
    });
    await indexer.update({ id: 'd1', vector: {} });
    await indexer.commit();
    expect(await readIndexStats(indexer.path)).toMatchObject({ documents: 1 });
  });

  it('replace those of their id with uniqueDocid, the last of a batch too', async () => {
    await using indexer = await LuceneIndexer.open(await place(), { uniqueDocid: true });
    await indexer.add(vectorOf(1));
    await indexer.addBatch([
      { id: 'd1', vector: { first: 1 } },
      { id: 'd2', vector: { second: 1 } },
      { id: 'd1', vector: { third: 1 } },
    ]);
    await using searcher = await LuceneImpactSearcher.open(indexer);
    expect(searcher.numDocs).toBe(2);
    expect(await search(searcher, 'first')).toEqual([]);
    expect(await search(searcher, 'third')).toEqual(['d1']);
  });

  it('may have a million terms, or 100 MB; what no file may hold is refused', {
    timeout: 300_000,
  }, async () => {
    await using indexer = await LuceneIndexer.open(await place());
    const terms = new Map(numbers(1_000_000).map((i) => [`t${i}`, 1 + (i % 100)] as const));
    await indexer.add({ id: 'terms', vector: terms });
    const part = 'x'.repeat(4 << 20);
    await indexer.add({ id: 'large', vector: { large: 1 }, parts: numbers(25).map(() => part) });
    const long = { id: 'long', contents: 'y'.repeat(21 << 20), vector: { long: 1 } };
    await expect(indexer.add(long)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(
        /^record 3 \(id "long"\): String value length .* exceeds the maximum allowed/,
      ),
    });
    const batch = numbers(17).map((i) => ({ id: `b${i}`, vector: { b: 1 }, part }));
    await expect(indexer.addBatch(batch)).rejects.toMatchObject({ code: 'USAGE' });
    await using searcher = await LuceneImpactSearcher.open(indexer);
    expect(searcher.numDocs).toBe(2);
    expect(await search(searcher, 't999999')).toEqual(['terms']);
    expect(await search(searcher, 'large')).toEqual(['large']);
  });

  it('keep every character, whether stored or not', async () => {
    const odd = '\u{1f600}\u0000\ud800 é';
    for (const storeRaw of [true, false]) {
      await using indexer = await LuceneIndexer.open(await place(), { storeRaw, storeContents: true });
      await indexer.add({ id: '\u{1f600}', contents: odd, vector: { '\u{1f680}': 2 } });
      await indexer.addDocRaw('\n{"id": "raw",\r\n "contents": "a", "vector": {"\u{1f680}": 1}}\n');
      // Longer than a JSON parser takes in at once.
      const long = `{"id":"long","contents":"${'\u{1f600}b '.repeat(30_000)}","vector":{"b":1}}`;
      await indexer.addDocRaw(` ${long} `);
      await indexer.add(vectorOf(1));
      await indexer.add({
        id: 'null',
        contents: 'null',
        vector: { null: 3, '"null"': 1 },
        more: [null, undefined],
      });
      await using searcher = await LuceneImpactSearcher.open(indexer);
      expect(await search(searcher, 'null')).toEqual(['null']);
      expect(await search(searcher, '"null"')).toEqual(['null']);
      expect((await searcher.doc('null'))?.contents).toBe('null');
      const found = await searcher.doc('\u{1f600}');
      // A half of a pair is no character.
      expect(found?.contents).toBe(odd.replace('\ud800', '\ufffd'));
      expect(await search(searcher, '\u{1f680}')).toEqual(['\u{1f600}', 'raw']);
      expect((await searcher.doc('long'))?.raw).toBe(storeRaw ? long : undefined);
      const raw = (await searcher.doc('raw'))?.raw;
      expect(raw === undefined ? undefined : JSON.parse(raw)).toEqual(
        storeRaw ? { id: 'raw', contents: 'a', vector: { '\u{1f680}': 1 } } : undefined,
      );
    }
  });
});

it.runIf(process.platform === 'linux')('are written by threads that searches go before', async () => {
  await using indexer = await LuceneIndexer.open(await place());
  await using searcher = await LuceneImpactSearcher.open(indexer);
  await indexer.add(vectorOf(1));
  await searcher.refresh();
  await search(searcher, 'alpha');
  const niceness = (name: string): number[] =>
    readdirSync('/proc/self/task').flatMap((thread) => {
      const path = `/proc/self/task/${thread}/stat`;
      // Idle threads end.
      const stat = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return stat.includes(`(${name}`) ? [Number(fields[16])] : [];
    });
  expect(new Set(niceness('tserini-backgro'))).toEqual(new Set([Math.min(getPriority() + 5, 19)]));
  expect(new Set(niceness('tserini-call'))).toEqual(new Set([getPriority()]));
});

describe('records that are refused', () => {
  const refused: readonly (readonly [name: string, record: unknown, message: string])[] = [
    ['no id', { vector: { a: 1 } }, 'record 2: no "id"'],
    ['an empty id', { id: '', vector: { a: 1 } }, 'record 2: no "id"'],
    ['an object for an id', { id: {}, vector: { a: 1 } }, 'record 2: no "id"'],
    [
      'an id that is there',
      vectorOf(1),
      'record 2 (id "d1"): the index has a document of this id; update replaces it',
    ],
    ['no vector', { id: 'x' }, 'record 2 (id "x"): document x has no "vector"'],
    ['a dense vector', { id: 'x', vector: [1, 2] }, 'record 2 (id "x"): "vector" is not an object'],
    ['a text for a vector', { id: 'x', vector: 'a' }, 'record 2 (id "x"): "vector" is not an object'],
    [
      'a negative weight',
      { id: 'x', vector: { a: -1 } },
      'record 2 (id "x"): the weight of token "a" is -1;',
    ],
    ['NaN', { id: 'x', vector: { a: Number.NaN } }, 'record 2 (id "x"): the weight of token "a" is NaN;'],
    [
      'a text for a weight',
      { id: 'x', vector: { a: '1' } },
      'record 2 (id "x"): the weight of token "a" is not a number: 1',
    ],
    [
      'a long token',
      { id: 'x', vector: { ['a'.repeat(40_000)]: 1 } },
      'record 2 (id "x"): a token is longer than',
    ],
    [
      'half of a surrogate pair in a token',
      { id: 'x', vector: { 'a\ud83d': 1 } },
      'record 2 (id "x"): a token has half of a surrogate pair',
    ],
    [
      'a field of NaN',
      { id: 'x', vector: { a: 1 }, at: { n: [Number.NaN] } },
      'record 2 (id "x"): not expressible as JSON (the value of "0" must be a finite number, not NaN)',
    ],
    [
      'a field of Infinity beside the word null',
      { id: 'x', vector: { a: 1 }, title: 'null', at: Number.POSITIVE_INFINITY },
      'record 2 (id "x"): not expressible as JSON (the value of "at" must be a finite number, not Infinity)',
    ],
    [
      'null for a weight',
      { id: 'x', vector: { a: null } },
      'record 2 (id "x"): the weight of token "a" is not a number: null',
    ],
    [
      'undefined for a weight',
      { id: 'x', vector: { a: undefined } },
      'record 2 (id "x"): the weight of token "a" is not a number: null',
    ],
    ['a bigint', { id: 'x', n: 1n }, 'record 2 (id "x"): not expressible as JSON ('],
    ['null', null, 'record 2: not expressible as JSON (expected an object, not null)'],
    ['a number', 3, 'record 2: not expressible as JSON (expected an object, not number)'],
    ['a broken text', '{"id": "x"', 'record 2 (id "x"): not valid JSON: '],
    ['two records', '{"id":"x","vector":{"a":1}} {"id":"y"}', 'record 2 (id "x"): more than one JSON value'],
    ['white space', ' ', 'record 2: no record, but white space'],
  ];

  it.each(refused)('%s', async (_, record, message) => {
    await using indexer = await LuceneIndexer.open(await place());
    await indexer.add(vectorOf(1));
    const calls = await Promise.allSettled([
      typeof record === 'string' ? indexer.addDocRaw(record) : indexer.add(record as CollectionRecord),
      indexer.add(vectorOf(2)),
      indexer.addBatch([vectorOf(3), record as CollectionRecord, vectorOf(4)]),
    ]);
    const reason = (i: number) => (calls[i] as PromiseRejectedResult).reason;
    expect(reason(0)).toMatchObject({ code: 'INPUT' });
    expect(reason(0).message.slice(0, message.length)).toBe(message);
    expect(calls[1]!.status).toBe('fulfilled');
    expect(reason(2).message).toMatch(/^record 2 of the batch/);
    await indexer.commit();
    expect(await readIndexStats(indexer.path)).toMatchObject({ documents: 2 });
  });

  it('twice the same id in a batch', async () => {
    await using indexer = await LuceneIndexer.open(await place());
    await expect(indexer.addBatch([vectorOf(1), vectorOf(1)])).rejects.toThrow(
      'record 2 of the batch (id "d1"): another record of the batch has this id',
    );
  });
});

describe('one writer', () => {
  it('refuses a second by name, and lets it in after the first', async () => {
    const index = await place();
    const indexer = await LuceneIndexer.open(index);
    await indexer.add(vectorOf(1));
    await expect(LuceneIndexer.open(index)).rejects.toMatchObject({
      code: 'INDEX',
      message: `another process or object is writing to this index; wait until it is closed, or write through it: ${index}`,
    });
    const second = new LuceneIndexer(index, { append: true });
    await expect(second.add(vectorOf(2))).rejects.toMatchObject({ code: 'INDEX' });
    await expect(indexer.index('anything')).rejects.toMatchObject({ code: 'USAGE' });
    await Promise.all([indexer.close(), indexer.close()]);
    for (const call of [
      () => indexer.add(vectorOf(2)),
      () => indexer.delete('d1'),
      () => indexer.commit(),
      () => indexer.rollback(),
      () => LuceneSearcher.open(indexer),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'CLOSED',
        message: `this indexer was closed: ${index}`,
      });
    await second.add(vectorOf(2));
    await second.close();
    expect(await readIndexStats(index)).toMatchObject({ documents: 2 });
  });

  it('refuses an index of another kind, analysis or model', async () => {
    const folder = await tempFolder();
    const model = (name: string) => ({ name, sha256: name.repeat(8) });
    const impact = join(folder, 'impact');
    const words = join(folder, 'words');
    await using a = await LuceneIndexer.open(impact, { model: model('one') });
    await a.add(vectorOf(1));
    await a.close();
    await using b = await LuceneIndexer.open(words, text);
    await b.add(textOf(1));
    await b.close();
    const open = (index: string, options: object) => expect(LuceneIndexer.open(index, options)).rejects;
    await open(impact, text).toMatchObject({
      code: 'INDEX',
      message: expect.stringContaining('with kind impact'),
    });
    await open(impact, { model: model('two') }).toMatchObject({
      code: 'INDEX',
      message: expect.stringContaining('encoded by another model, two'),
    });
    await open(words, { ...text, analyzer: { stemmer: 'krovetz' } }).toMatchObject({
      code: 'INDEX',
      message: expect.stringContaining('with stemmer porter; what is added has stemmer krovetz'),
    });
    await open(impact, { shard: { index: 0, count: 2 } }).toMatchObject({ code: 'USAGE' });
    expect(await readIndexStats(impact)).toMatchObject({ documents: 1 });
    // Refused, it lets go of the index.
    await using again = await LuceneIndexer.open(impact, { model: model('one') });
    await again.add(vectorOf(2));
  });

  it('records what the index holds at each commit, in one collection however often it is opened', async () => {
    const folder = await tempFolder();
    const index = join(folder, 'notes');
    const file = join(folder, 'file.jsonl');
    await writeFile(file, `${JSON.stringify({ id: 'f', contents: 'of a file' })}\n`);
    await new LuceneIndexer(index, text).index(file);
    for (let session = 1; session <= 3; session++) {
      await using indexer = await LuceneIndexer.open(index, text);
      await using searcher = await LuceneSearcher.open(indexer);
      await indexer.add(textOf(session));
      await searcher.refresh();
      expect(await searcher.describe()).toMatchObject({
        documents: session + 1,
        collections: [
          { name: 'file.jsonl', documents: 1 },
          { name: 'notes', documents: session },
        ],
      });
    }
    await using reader = await LuceneIndexReader.open(index);
    expect(reader.description).toMatchObject({
      isRecorded: true,
      documents: 4,
      fields: ['contents', 'title'],
      collections: [
        { name: 'file.jsonl', documents: 1 },
        { name: 'notes', documents: 3 },
      ],
    });
  });
});

describe('commit and rollback', () => {
  it('leave the folder as it is until the commit, and after a rollback', async () => {
    const index = await place();
    await using first = new LuceneIndexer(index);
    await first.add(vectorOf(1));
    expect(existsSync(join(index, 'segments_1'))).toBe(false);
    await first.rollback();
    await first.close();
    expect(existsSync(index)).toBe(false);

    await using old = new LuceneIndexer(index);
    await old.addBatch([vectorOf(1), vectorOf(2)]);
    await old.close();
    await using replacing = new LuceneIndexer(index);
    await replacing.add(vectorOf(3));
    await using searcher = await LuceneImpactSearcher.open(replacing);
    expect(searcher.numDocs).toBe(1);
    expect(await readIndexStats(index)).toMatchObject({ documents: 2 });
    await replacing.rollback();
    await searcher.refresh();
    expect(searcher.numDocs).toBe(0);
    await replacing.addBatch([vectorOf(4), vectorOf(5), vectorOf(6)]);
    await replacing.commit();
    await replacing.add(vectorOf(7));
    await replacing.delete('d4');
    await searcher.refresh();
    expect(await search(searcher, 'own7')).toEqual(['d7']);
    await replacing.rollback();
    await replacing.add(vectorOf(8));
    await searcher.refresh();
    expect(searcher.numDocs).toBe(4);
    expect(await search(searcher, 'own7')).toEqual([]);
    await expect(replacing.add(vectorOf(4))).rejects.toThrow('has a document of this id');
    await replacing.rollback();
    await replacing.close();
    // After the end of the indexer, what it committed.
    expect(await searcher.refresh()).toBe(true);
    expect(searcher.numDocs).toBe(3);
    expect(await searcher.refresh()).toBe(false);
  });

  it('happen with every call, or by the clock', async () => {
    const index = await place();
    {
      await using indexer = await LuceneIndexer.open(index, { commitEvery: 'batch' });
      await Promise.all(numbers(20).map((i) => indexer.add(vectorOf(i))));
      expect(await readIndexStats(index)).toMatchObject({ documents: 20 });
      await indexer.delete('d3');
      expect(await readIndexStats(index)).toMatchObject({ documents: 19 });
    }
    await using indexer = await LuceneIndexer.open(index, { commitEvery: 20 });
    await using searcher = await LuceneImpactSearcher.open(indexer, undefined, { refreshEvery: 20 });
    await using folder = await LuceneImpactSearcher.open(index, undefined, { refreshEvery: 20 });
    await indexer.add(vectorOf(100));
    while (searcher.numDocs < 20 || folder.numDocs < 20) await sleep(20);
    await expect(LuceneIndexer.open(index, { commitEvery: 0 })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(
      LuceneImpactSearcher.open(index, undefined, { refreshEvery: Number.NaN }),
    ).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

describe('every kind of search', () => {
  it('works on open indexers', async () => {
    const folder = await tempFolder();
    await using impacts = await LuceneIndexer.open(join(folder, 'impact'));
    await using words = await LuceneIndexer.open(join(folder, 'text'), { ...text, storeContents: true });
    await impacts.addBatch(numbers(40).map(vectorOf));
    await words.addBatch(numbers(40).map(textOf));
    await using hybrid = await HybridSearcher.open(impacts, words);
    const bm25 = hybrid.text;
    const impact = hybrid.impact as LuceneImpactSearcher;
    expect((await bm25.search('word7')).map(({ docid }) => docid)).toEqual(['d7']);
    expect((await bm25.search('7', 10, { fields: { title: 1 } })).map(({ docid }) => docid)).toEqual(['d7']);
    await words.delete('d7');
    await impacts.delete('d7');
    await Promise.all([bm25.refresh(), impact.refresh()]);
    expect(await bm25.search('word7')).toEqual([]);
    expect(await bm25.explain('word7', 'd7')).toBeUndefined();
    expect((await bm25.explain('odd', 'd9'))?.matching).toHaveLength(1);
    expect((await impact.explain(new Map([['own9', 2]]), 'd9'))?.score).toBe(6);
    expect((await impact.getDocumentVector('d9'))?.get('own9')).toBe(3);
    const query = { text: 'odd', vector: new Map([['own9', 1]]) };
    expect((await hybrid.search(query, 100)).map(({ docid }) => docid)).toContain('d9');
    impact.setRm3();
    bm25.setRocchio();
    expect((await impact.search(new Map([['own9', 1]]))).length).toBeGreaterThan(0);
    expect((await bm25.search('odd', 100)).map(({ docid }) => docid)).not.toContain('d7');
    await using reader = await LuceneIndexReader.open(words);
    expect(await reader.stats()).toMatchObject({ documents: 39 });
  });
});
