import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { LuceneIndexer, LuceneSearcher } from 'tserini';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const index = () => join(folder(), 'index');
const documents = {
  a: { contents: 'heart heart lung', title: 'heart', doi: '10.1' },
  b: { contents: 'heart lung lung lung', title: 'lung', doi: '10.2' },
  c: { contents: 'liver', title: 'heart lung', doi: '10.3' },
  '🥦': { contents: 'brain', title: 'bone', doi: '10.4' },
  '\uff21': { contents: 'brain', title: 'bone', doi: '10.5' },
};
let searcher: LuceneSearcher;

beforeAll(async () => {
  const records = Object.entries(documents).map(([id, fields]) => JSON.stringify({ id, ...fields }));
  await writeFile(join(folder(), 'docs.jsonl'), records.join('\n'));
  const options = { collection: 'JsonCollection', fields: ['title', 'doi'], storeContents: true } as const;
  await new LuceneIndexer(index(), { ...options, threads: 1 }).index(join(folder(), 'docs.jsonl'));
  searcher = await LuceneSearcher.open(index());
});
afterAll(() => searcher.close());

/** BM25 by its formula, for fields so short that Lucene keeps their lengths as they are. */
function bm25(words: readonly string[], k1: number, b: number): Map<string, number> {
  const texts = Object.entries(documents).map(([id, { contents }]) => [id, contents.split(' ')] as const);
  const average = texts.reduce((sum, [, text]) => sum + text.length, 0) / texts.length;
  const scores = new Map<string, number>();
  for (const word of words) {
    const df = texts.filter(([, text]) => text.includes(word)).length;
    const idf = Math.log(1 + (texts.length - df + 0.5) / (df + 0.5));
    for (const [id, text] of texts) {
      const tf = text.filter((each) => each === word).length;
      const score = (idf * tf) / (tf + k1 * (1 - b + (b * text.length) / average));
      if (tf > 0) scores.set(id, (scores.get(id) ?? 0) + score);
    }
  }
  return scores;
}

it('scores by the formula of BM25, for any parameters and repeated words', { timeout: 60_000 }, async () => {
  const words = fc.array(fc.constantFrom('heart', 'lung', 'liver', 'brain', 'unknown'), { maxLength: 6 });
  const own = await LuceneSearcher.open(index());
  await fc.assert(
    fc.asyncProperty(
      words,
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (query, k1, b) => {
        own.setBm25(k1, b);
        const expected = bm25(query, k1, b);
        const hits = await own.search(query.join(' '));
        expect(new Set(hits.map(({ docid }) => docid))).toEqual(new Set(expected.keys()));
        // Scores are rounded to four decimals, and ties loosened by a few millionths.
        for (const { docid, score } of hits) expect(score).toBeCloseTo(expected.get(docid)!, 3);
      },
    ),
    { numRuns: 100 },
  );
  await own.close();
});

it('weights the terms of a query by BM25, too, and explains with these weights', async () => {
  await using own = await LuceneSearcher.open(index());
  const query = ['heart', 'heart', 'heart', 'lung', 'unknown'];
  const [k1, b] = [1.5, 0.6];
  own.setBm25(k1, b, { querySide: true });
  await using same = await own.snapshot();
  const texts = Object.values(documents).map(({ contents }) => contents.split(' '));
  const average = texts.flat().length / texts.length;
  const expected = new Map<string, number>();
  for (const [word, count] of Object.entries({ heart: 3, lung: 1 })) {
    const df = texts.filter((text) => text.includes(word)).length;
    const idf = Math.log(1 + (texts.length - df + 0.5) / (df + 0.5));
    const weight = (idf * count) / (count + k1 * (1 - b + (b * query.length) / average));
    for (const [id, score] of bm25([word], k1, b)) expected.set(id, (expected.get(id) ?? 0) + weight * score);
  }
  const hits = await own.search(query.join(' '));
  expect(hits).toHaveLength(2);
  for (const { docid, score } of hits) {
    expect(score).toBeCloseTo(expected.get(docid)!, 3);
    const explanation = (await own.explain(query.join(' '), docid))!;
    expect(explanation.score).toBeCloseTo(score, 3);
  }
  expect(await same.search(query.join(' '))).toEqual(hits);
  for (const searcher of [own, same]) {
    await expect(searcher.search('heart', 1, { fields: { title: 1 } })).rejects.toMatchObject({
      code: 'USAGE',
    });
  }
  own.setQld();
  expect((await own.explain('heart', 'a'))!.matching[0]!.queryWeight).toBe(1);
  own.setBm25(k1, b);
  expect(await own.search('heart', 1, { fields: { title: 1 } })).toHaveLength(1);
});

it('breaks ties by docid in UTF-8 order', async () => {
  expect((await searcher.search('brain')).map(({ docid }) => docid)).toEqual(['\uff21', '🥦']);
});

it('adds fields up by their boosts, or takes the best of them', async () => {
  const fields = { contents: 1, title: 3 };
  const score = async (options: object) =>
    new Map((await searcher.search('heart', 10, options)).map((hit) => [hit.docid, hit.score]));
  const [contents, title] = [await score({ fields: { contents: 1 } }), await score({ fields: { title: 3 } })];
  const sum = await score({ fields });
  const best = await score({ fields, dismax: true });
  const mixed = await score({ fields, dismax: true, tiebreaker: 0.5 });
  for (const docid of sum.keys()) {
    const [x, y] = [contents.get(docid) ?? 0, title.get(docid) ?? 0];
    expect(sum.get(docid)).toBeCloseTo(x + y, 3);
    expect(best.get(docid)).toBeCloseTo(Math.max(x, y), 3);
    expect(mixed.get(docid)).toBeCloseTo(Math.max(x, y) + Math.min(x, y) / 2, 3);
  }
  expect([...sum.keys()].sort()).toEqual([...new Set([...contents.keys(), ...title.keys()])].sort());
});

it('searches with query likelihood, and with BM25 again', async () => {
  const own = await LuceneSearcher.open(index());
  const before = await own.search('heart lung');
  own.setQld(10);
  const likelihood = await own.search('heart lung');
  expect(likelihood.map(({ score }) => score)).not.toEqual(before.map(({ score }) => score));
  own.setBm25();
  expect(await own.search('heart lung')).toEqual(before);
  await own.close();
});

it('searches many queries at a time', async () => {
  const batch = await searcher.batchSearch(['heart', 'brain', 'the'], ['q1', 'q2', 'q3'], 1);
  expect([...batch].map(([id, hits]) => [id, hits.map(({ docid }) => docid)])).toEqual([
    ['q1', ['a']],
    ['q2', ['\uff21']],
    ['q3', []],
  ]);
  await expect(searcher.batchSearch(['heart'], ['q1', 'q2'])).rejects.toMatchObject({ code: 'USAGE' });
});

it('gives documents by docid, number and other fields', async () => {
  expect(searcher.numDocs).toBe(Object.keys(documents).length);
  expect(await searcher.doc('c')).toMatchObject({ docid: 'c', contents: 'liver' });
  expect(await searcher.doc(0)).toMatchObject({ docid: 'a' });
  expect(await searcher.docByField('doi', '10.2')).toMatchObject({ docid: 'b' });
  for (const missing of ['no', -1, 5, 1_000_000]) expect(await searcher.doc(missing)).toBeUndefined();
  expect(await searcher.docByField('nofield', '10.2')).toBeUndefined();
});

it('analyses queries in another way when told to', async () => {
  const own = await LuceneSearcher.open(index(), { language: 'de' });
  expect(await own.search('herz')).toEqual([]);
  await own.setAnalyzer({ pretokenized: true });
  expect(await own.search('Heart')).toEqual([]);
  await own.setLanguage('en');
  expect(await own.search('Hearts')).toHaveLength(2);
  await own.close();
});

it.each<[string, () => unknown]>([
  ['k must be', () => searcher.search('heart', 0)],
  ['threads must be', () => searcher.batchSearch(['heart'], ['q'], 10, 0)],
  ['k1 must be 0 or more', () => searcher.setBm25(-1, 0.4)],
  ['b must be from 0 to 1', () => searcher.setBm25(0.9, 2)],
  ['mu must be', () => searcher.setQld(Number.NaN)],
  ['the boost of title must be', () => searcher.search('heart', 1, { fields: { title: -1 } })],
  ['tiebreaker must be', () => searcher.search('heart', 1, { dismax: true, tiebreaker: 2 })],
  ['no language "xx"', () => searcher.setLanguage('xx')],
])('refuses a call where %s', async (message, call) => {
  await expect(async () => call()).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(message),
  });
});

it('names the field that the index does not have', async () => {
  await expect(searcher.search('heart', 1, { fields: { titel: 1 } })).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringContaining('"titel"'),
  });
});

it('refuses to work once it is closed', async () => {
  const own = await LuceneSearcher.open(index());
  const running = own.search('heart');
  await own.close();
  expect(await running).toHaveLength(2);
  for (const call of [
    () => own.search('heart'),
    () => own.doc('a'),
    () => own.setBm25(),
    () => own.setQld(),
    () => own.setLanguage('de'),
    () => own.numDocs,
  ]) {
    await expect(async () => call()).rejects.toMatchObject({ code: 'CLOSED' });
  }
  await own.close();
});
