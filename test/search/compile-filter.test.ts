import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '#tserini/search/compile-filter.js';
import { dateMilliseconds } from '#tserini/search/date-text.js';
import { checkFieldTypes, fieldTypesFact, readFieldTypes } from '#tserini/search/field-types.js';

const types = Object.fromEntries([
  ['lang', 'keyword'],
  ['year', 'number'],
  ['published', 'date'],
  ['a.b', 'number'],
  ['__proto__', 'keyword'],
  ['größe', 'number'],
] as const);

const compiled = (filter: unknown) => JSON.parse(compileFilter(filter, types, 'index/x').text) as unknown;

/** `not` around `not`, so many times. */
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce((filter) => ({ not: filter }), { exists: { field: 'year' } });

it('compiles every operator', () => {
  const filter = {
    and: [
      { term: { lang: true } },
      { or: [{ terms: { docid: ['a', 'b'] } }, { not: { exists: { field: 'year' } } }] },
      { range: { year: { gt: 1, lte: 2.5 } } },
      { range: { published: { gte: '1970-01-02' } } },
    ],
  };
  expect(compiled(filter)).toEqual([
    'and',
    ['terms', 'keyword', 'lang', 'true'],
    ['or', ['terms', 'keyword', 'docid', 'a', 'b'], ['not', ['exists', 'number', 'year']]],
    ['range', 'number', 'year', 1, false, 2.5, true],
    ['range', 'date', 'published', 86_400_000, true, null, true],
  ]);
});

it('takes names with dots, of letters of any script, and of a prototype', () => {
  expect(compiled(JSON.parse('{"term": {"__proto__": "x"}}'))).toEqual([
    'terms',
    'keyword',
    '__proto__',
    'x',
  ]);
  expect(compiled({ term: { größe: 1 } })).toEqual(['terms', 'number', 'größe', 1]);
  expect(compiled({ term: { 'a.b': 1 } })).toEqual(['terms', 'number', 'a.b', 1]);
});

it('takes 100,000 values, and is as deep as it says', () => {
  const docids = Array.from({ length: 100_000 }, (_, i) => `d${i}`);
  expect(compiled({ terms: { docid: docids } })).toHaveLength(100_003);
  expect(compiled({ terms: { docid: [] } })).toEqual(['terms', 'keyword', 'docid']);
  compiled(nested(31));
});

const circle: { not?: unknown } = {};
circle.not = circle;

describe('refuses, by the part,', () => {
  it.each<[unknown, string]>([
    [5, 'filter is 5, a number; it must be an object with one of term, terms, range, exists, and, or, not'],
    [null, 'filter is null; it must be an object'],
    [[], 'filter is [], an array; it must be an object'],
    [{}, 'filter is empty; it must have one of term'],
    [{ match: { lang: 'en' } }, 'filter has no operator match; available: term, terms'],
    [{ trem: { lang: 'en' } }, 'filter has no operator trem, did you mean term?'],
    [{ term: { lang: 'en' }, not: {} }, 'filter has term and not; it must have one operator'],
    [{ and: [] }, 'filter.and is empty; it must have at least one filter'],
    [{ or: {} }, 'filter.or is {}, an object; it must be an array of filters'],
    [{ not: [] }, 'filter.not is [], an array; it must be an object'],
    [
      { and: [{ exists: { field: 'year' } }, { range: { year: { gte: 'x' } } }] },
      'filter.and[1].range.year.gte is "x", a string; it must be a number',
    ],
    [{ or: [{ term: {} }] }, 'filter.or[0].term has no field'],
    [{ term: { lang: 'en', year: 1 } }, 'filter.term has 2 fields'],
    [{ term: { lang: 5 } }, 'filter.term.lang is 5, a number; it must be a string'],
    [{ term: { lang: ['en'] } }, 'filter.term.lang is ["en"], an array; it must be a string'],
    [{ term: { 'a.b': 'x' } }, 'filter.term["a.b"] is "x", a string; it must be a number'],
    [{ term: { year: Number.NaN } }, 'filter.term.year is NaN, a number; it must be a number'],
    [{ term: { docid: 1 } }, 'filter.term.docid is 1, a number; it must be a string'],
    [
      { term: { published: '2024-02-30' } },
      'filter.term.published is "2024-02-30", a string; it must be a date',
    ],
    [{ terms: { lang: 'en' } }, 'filter.terms.lang is "en", a string; it must be an array of values'],
    [{ terms: { year: [1, null] } }, 'filter.terms.year[1] is null; it must be a number'],
    [
      { term: { langg: 'en' } },
      'filter.term.langg: the index cannot be filtered by "langg", did you mean lang?; available: docid (keyword), lang (keyword), year (number)',
    ],
    [
      { term: { constructor: 'en' } },
      'filter.term.constructor: the index cannot be filtered by "constructor"',
    ],
    [{ exists: { field: 'nothing' } }, 'filter.exists.field: the index cannot be filtered by "nothing"'],
    [{ exists: 'year' }, 'filter.exists is "year", a string; it must be an object {"field": …}'],
    [
      { exists: { fields: 'year' } },
      'filter.exists is {"fields":"year"}, an object; it must be {"field": …}',
    ],
    [{ range: { lang: { gte: 'a' } } }, 'filter.range.lang: the field is a keyword'],
    [{ range: { year: {} } }, 'filter.range.year is empty; it must have one of gt, gte, lt, lte'],
    [{ range: { year: { from: 1 } } }, 'filter.range.year has no bound from; available: gt, gte, lt, lte'],
    [{ range: { year: { gt: 1, gte: 1 } } }, 'filter.range.year has gt and gte; it must have one of them'],
    [nested(32), 'filter is nested deeper than 32 levels'],
    [nested(100_000), 'filter is nested deeper than 32 levels'],
    [circle, 'filter is nested deeper than 32 levels'],
    [{ term: { year: nested(100_000) } }, 'filter.term.year is …, an object; it must be a number'],
    [{ or: Array(1024).fill({ exists: { field: 'year' } }) }, 'filter has more than 1024 operators'],
    [{ terms: { year: Array(1_000_001).fill(1) } }, 'filter has more than 1000000 values'],
  ])('filter %#', (filter, message) => {
    let error: unknown;
    try {
      compiled(filter);
    } catch (e) {
      error = e;
    }
    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });
});

it.each<[string, string | undefined]>([
  ['2024-05-31', '2024-05-31T00:00:00.000Z'],
  ['2024-05-31T18:30', '2024-05-31T18:30:00.000Z'],
  ['2024-05-31T18:30:05.1239+02:00', '2024-05-31T16:30:05.123Z'],
  ['2024-05-31T18:30:05,5-0130', '2024-05-31T20:00:05.500Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['2024-5-31', undefined],
  ['2024-13-01', undefined],
  ['2023-02-29', undefined],
  ['2024-05-31T24:00', undefined],
  ['2024-05-31 18:30', undefined],
  ['2024-05-31Z', undefined],
  ['2024-05', undefined],
  ['', undefined],
])('reads the date %s', (text, iso) => {
  expect(dateMilliseconds(text)).toBe(iso && Date.parse(iso));
});

it('gives the types of fields back from the record', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 });
  const anyTypes = fc.dictionary(name, fc.constantFrom('keyword', 'number', 'date'), { minKeys: 1 });
  fc.assert(
    fc.property(anyTypes, (given) => {
      expect(readFieldTypes(fieldTypesFact(given)!)).toEqual({ ...given });
    }),
  );
  expect(fieldTypesFact({})).toBeUndefined();
});

it.each<[Record<string, string>, string]>([
  [{ year: 'int' }, 'the field year cannot have the type int; available: keyword, number, date'],
  [{ docid: 'keyword' }, 'a field of that name cannot be given a type: "docid"'],
  [{ contents: 'keyword' }, 'a field of that name cannot be given a type: "contents"'],
  [{ '': 'keyword' }, 'a field of that name cannot be given a type: ""'],
  [{ 'a\nb': 'keyword' }, 'a field of that name cannot be given a type: "a\\nb"'],
  [{ title: 'keyword' }, 'the field title is indexed as text, and cannot be a keyword too'],
])('refuses the types %j', (given, message) => {
  expect(() => checkFieldTypes(given as never, ['title'])).toThrow(message);
});
