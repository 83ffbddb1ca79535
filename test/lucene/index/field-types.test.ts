import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FieldTypes,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  LuceneSearcher,
} from 'tserini';
import { expect, it } from 'vitest';
import { suiteFolder } from '../../support/temp.ts';

// Fields that are declared for filters: what records may have, and what an index says of them.

const folder = suiteFolder();
const types: FieldTypes = Object.fromEntries([
  ['lang', 'keyword'],
  ['year', 'number'],
  ['published', 'date'],
  ['__proto__', 'keyword'],
  ['größe in m', 'number'],
]);

async function index(name: string, lines: readonly string[], options: object = {}): Promise<string> {
  const input = join(folder(), `${name}.jsonl`);
  await writeFile(input, lines.map((line) => `${line}\n`).join(''));
  await new LuceneIndexer(join(folder(), name), { fieldTypes: types, ...options }).index(input);
  return join(folder(), name);
}

const record = (id: string, fields: string) => `{"id": "${id}", ${fields}, "vector": {"${id}": 1, "a": 2}}`;

it.each([
  ['"year": "2020"', 'the field "year" must have a number of float64, not "2020"'],
  ['"year": true', 'the field "year" must have a number of float64, not true'],
  ['"year": 1e400', 'the field "year" must have a number of float64, not 1e400'],
  ['"year": NaN', 'the field "year" must have a number of float64, not NaN'],
  ['"year": [1, [2]]', 'the field "year" must have a number of float64, not an array in an array'],
  ['"lang": 5', 'the field "lang" must have a keyword, which is a string, true or false, not 5'],
  [
    '"lang": {"a": 1}',
    'the field "lang" must have a keyword, which is a string, true or false, not an object',
  ],
  [`"lang": "${'x'.repeat(32_767)}"`, 'the keyword in the field "lang" is longer than 32766 bytes'],
  [
    '"published": "31.5.2024"',
    'the field "published" must have a date, such as 2024-05-31 or 2024-05-31T18:30:00Z, not "31.5.2024"',
  ],
  ['"published": "2023-02-29"', 'not "2023-02-29"'],
  ['"published": 1700000000000', 'not 1700000000000'],
])('refuses a record with %s, by file and line', async (fields, message) => {
  const made = index('wrong', [record('x', '"year": 1'), record('y', fields)]);
  const where = /wrong\.jsonl:2: /;
  await expect(made).rejects.toMatchObject({ code: 'INPUT', message: expect.stringMatching(where) });
  await expect(made).rejects.toMatchObject({ message: expect.stringContaining(message) });
});

it('records the types, shows them, and finds by odd names', async () => {
  const path = await index('good', [
    record('x', '"__proto__": "p", "größe in m": 1.5, "lang": [null, "en"], "year": null'),
    record('y', '"lang": [], "year": [1, 2], "published": "2024-05-31"'),
    record('z', '"other": {"year": "unread"}'),
  ]);
  await using reader = await LuceneIndexReader.open(path);
  expect(new Map(Object.entries(reader.description.fieldTypes!))).toEqual(new Map(Object.entries(types)));
  await using searcher = await LuceneImpactSearcher.open(path, undefined, { minIdf: -1 });
  const found = async (filter: string) => {
    const hits = await searcher.search(new Map([['a', 1]]), 10, { filter: JSON.parse(filter) });
    return hits.map(({ docid }) => docid).join('');
  };
  expect(await found('{"term": {"__proto__": "p"}}')).toBe('x');
  expect(await found('{"range": {"größe in m": {"gte": 1.5}}}')).toBe('x');
  expect(await found('{"exists": {"field": "lang"}}')).toBe('x');
  expect(await found('{"not": {"exists": {"field": "year"}}}')).toBe('xz');
  expect(await found('{"exists": {"field": "docid"}}')).toBe('xyz');
  const docids = Array.from({ length: 100_000 }, (_, i) => `d${i}`);
  expect(await found(JSON.stringify({ terms: { docid: [...docids, 'z'] } }))).toBe('z');
  await expect(found('{"term": {"color": "red"}}')).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/available: docid \(keyword\), .*year \(number\).*good$/),
  });
});

it('adds no records whose fields have other types', async () => {
  const path = await index('appended', [record('x', '"year": 1')]);
  await index('appended', [record('y', '"year": 2')], { append: true });
  for (const fieldTypes of [{}, { ...types, year: 'keyword' }, { ...types, more: 'keyword' }]) {
    await expect(
      index('appended', [record('z', '"n": 1')], { append: true, fieldTypes }),
    ).rejects.toMatchObject({
      code: 'INDEX',
      message: expect.stringContaining('fieldTypes'),
    });
  }
  await using reader = await LuceneIndexReader.open(path);
  expect(reader.description.documents).toBe(2);
});

it('names declared fields that no record has', async () => {
  const input = join(folder(), 'absent.jsonl');
  await writeFile(input, `${record('x', '"lang": null')}\n`);
  const indexer = new LuceneIndexer(join(folder(), 'absent'), { fieldTypes: { lang: 'keyword' } });
  expect((await indexer.index(input)).absentFields).toEqual(['lang']);
});

it('of records from memory, found before the commit, without those that are deleted', async () => {
  const options = { collection: 'JsonCollection', fieldTypes: { year: 'number' } } as const;
  await using notes = await LuceneIndexer.open(join(folder(), 'notes'), options);
  await using searcher = await LuceneSearcher.open(notes);
  const found = async () => {
    await searcher.refresh();
    const hits = await searcher.search('bread', 10, { filter: { range: { year: { gte: 2020 } } } });
    return hits.map(({ docid }) => docid);
  };
  await notes.add({ id: 'a', contents: 'bread', year: 2019 });
  await notes.add({ id: 'b', contents: 'bread', year: 2023 });
  await notes.add({ id: 'c', contents: 'bread', year: 2024 });
  expect(await found()).toEqual(['b', 'c']);
  await notes.delete('b');
  expect(await found()).toEqual(['c']);
  await expect(notes.add({ id: 'd', contents: 'bread', year: 'new' })).rejects.toThrow(
    'the field "year" must have a number of float64, not "new"',
  );
});

it('of an index without types: documents are found by their ids alone', async () => {
  const path = await index('untyped', [record('x', '"year": 1'), record('y', '"year": 2')], {
    fieldTypes: {},
  });
  await using searcher = await LuceneImpactSearcher.open(path, undefined, { minIdf: -1 });
  const hits = await searcher.search(new Map([['a', 1]]), 10, { filter: { term: { docid: 'y' } } });
  expect(hits.map(({ docid }) => docid)).toEqual(['y']);
  const filter = { term: { year: 1 } };
  await expect(searcher.search(new Map([['a', 1]]), 10, { filter })).rejects.toThrow(
    'available: docid (keyword): ',
  );
});
