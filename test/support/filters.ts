import fc from 'fast-check';
import type { SearchFilter } from 'tserini';

/** The typed fields of a made-up record, as it has them in JSON. */
export interface MadeFields {
  readonly lang?: unknown;
  readonly year?: unknown;
  readonly published?: unknown;
  readonly 'a.b'?: unknown;
}

export const madeTypes = { lang: 'keyword', year: 'number', published: 'date', 'a.b': 'number' } as const;

const languages = ['en', 'de', '日本', '🥦', '', 'true'];
const numbers = [-1.5, -0, 0, 0.1, 1, 2 ** 53, 1e300];
/** Each instant twice: as Date.parse reads it too, and in another form. */
const dates = [
  ['1969-12-31', '1969-12-31T00:00:00Z'],
  ['2024-02-29T23:30:00.250Z', '2024-03-01T01:00:00.2509+01:30'],
  ['2024-03-01', '2024-02-29T19:00-05'],
] as const;

/** A value, an array of values, null, or no field at all. */
const valuesOf = <T>(value: fc.Arbitrary<T>) =>
  fc.option(fc.oneof(value, fc.array(fc.option(value), { maxLength: 3 }), fc.constant(null)), {
    nil: undefined,
  });

const anyDate = fc.constantFrom(...dates.flat());
const anyNumber = fc.constantFrom(...numbers);
const anyLanguage = fc.constantFrom(...languages);

export const madeFields: fc.Arbitrary<MadeFields> = fc.record({
  lang: valuesOf(fc.oneof(anyLanguage, fc.boolean())),
  year: valuesOf(anyNumber),
  published: valuesOf(anyDate),
  'a.b': valuesOf(anyNumber),
});

const ofField = (docids: readonly string[]) =>
  fc.oneof(
    fc.record({ name: fc.constant('lang'), value: fc.oneof(anyLanguage, fc.constant('fr'), fc.boolean()) }),
    fc.record({ name: fc.constantFrom('year', 'a.b'), value: fc.oneof(anyNumber, fc.constant(7)) }),
    fc.record({ name: fc.constant('published'), value: anyDate }),
    fc.record({ name: fc.constant('docid'), value: fc.constantFrom('nobody', ...docids) }),
  );

const ends = fc.constantFrom(['gte'], ['gt'], ['lt'], ['lte'], ['gte', 'lt'], ['gt', 'lte'], ['gte', 'lte']);

/** Any filter over the made fields. */
export function madeFilter(docids: readonly string[]): fc.Arbitrary<SearchFilter> {
  const field = ofField(docids);
  const leaf = fc.oneof(
    field.map(({ name, value }) => ({ term: { [name]: value } })),
    fc.array(field, { minLength: 1, maxLength: 8 }).map((fields) => {
      const [{ name }] = fields as [(typeof fields)[0]];
      const values = fields.filter((one) => one.name === name).map(({ value }) => value);
      return { terms: { [name]: values } };
    }),
    fc.constantFrom('lang', 'year', 'published', 'a.b').map((name) => ({ terms: { [name]: [] } })),
    fc.tuple(anyNumber, anyNumber, ends, fc.constantFrom('year', 'a.b')).map(([low, high, names, name]) => ({
      range: { [name]: Object.fromEntries(names.map((end) => [end, end.startsWith('g') ? low : high])) },
    })),
    fc.tuple(anyDate, anyDate, ends).map(([low, high, names]) => ({
      range: { published: Object.fromEntries(names.map((end) => [end, end.startsWith('g') ? low : high])) },
    })),
    fc.constantFrom('lang', 'year', 'published', 'a.b', 'docid').map((name) => ({ exists: { field: name } })),
  );
  return fc.letrec<{ filter: SearchFilter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf as fc.Arbitrary<SearchFilter>,
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
      tie('filter').map((not) => ({ not })),
    ),
  })).filter;
}

/** The instant of one of the dates above. */
const instant = (text: unknown) => {
  const place = dates.findIndex((pair) => (pair as readonly unknown[]).includes(text));
  return Date.parse(dates[place]![0]);
};

/** A value as it is compared. */
const comparable = (name: string, value: unknown): string | number =>
  name === 'published' ? instant(value) : typeof value === 'number' ? value : String(value);

/** Whether a record matches a filter, by the definition. */
export function matches(filter: SearchFilter, id: string, fields: MadeFields): boolean {
  const valuesOf = (name: string) => {
    const value = name === 'docid' ? id : fields[name as keyof MadeFields];
    return [value]
      .flat()
      .filter((one) => one !== null && one !== undefined)
      .map((one) => comparable(name, one));
  };
  const has = (name: string, wanted: readonly unknown[]) =>
    valuesOf(name).some((value) => wanted.some((one) => comparable(name, one) === value));
  if ('and' in filter) return filter.and.every((one) => matches(one, id, fields));
  if ('or' in filter) return filter.or.some((one) => matches(one, id, fields));
  if ('not' in filter) return !matches(filter.not, id, fields);
  if ('exists' in filter) return valuesOf(filter.exists.field).length > 0;
  if ('term' in filter) return Object.entries(filter.term).every(([name, value]) => has(name, [value]));
  if ('terms' in filter) return Object.entries(filter.terms).every(([name, values]) => has(name, values));
  return Object.entries(filter.range).every(([name, range]) => {
    const end = (value: unknown) => comparable(name, value);
    return valuesOf(name).some(
      (value) =>
        (range.gt === undefined || value > end(range.gt)) &&
        (range.gte === undefined || value >= end(range.gte)) &&
        (range.lt === undefined || value < end(range.lt)) &&
        (range.lte === undefined || value <= end(range.lte)),
    );
  });
}
