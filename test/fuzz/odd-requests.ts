import fc from 'fast-check';
import { oddNumbers, oddTokens } from './odd-json.ts';

// Requests to the server that keep to its schemas but for a part, or whose texts and terms are odd.

const token = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('sky', 'blue', '##s', '1995') },
  { weight: 2, arbitrary: fc.constantFrom(...oddTokens) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const text = token.map((one) => JSON.stringify(one));
const weight = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0, max: 1e9, noNaN: true }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom(...oddNumbers, 'null', '"1"', '[]') },
);
const vector = fc
  .array(fc.tuple(text, weight), { maxLength: 12 })
  .map((all) => `{${all.map(([name, value]) => `${name}: ${value}`).join(', ')}}`);
const query = fc
  .tuple(
    text,
    fc.oneof(
      text.map((one) => `"text": ${one}`),
      vector.map((one) => `"vector": ${one}`),
    ),
  )
  .map(([qid, asked]) => `{"qid": ${qid}, ${asked}}`);
const parameter = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('"hits": 3', '"documents": "full"', '"documents": "snippet"') },
  { weight: 2, arbitrary: fc.constantFrom('"method": "impact"', '"method": "bm25"', '"hits": 1000') },
  { weight: 1, arbitrary: fc.constantFrom(...oddNumbers).map((number) => `"hits": ${number}`) },
  { weight: 1, arbitrary: fc.tuple(text, text).map(([name, value]) => `${name}: ${value}`) },
);

/** Bodies of a search with many queries. */
export const oddBatch = fc
  .tuple(fc.array(query, { minLength: 1, maxLength: 6 }), fc.array(parameter, { maxLength: 3 }))
  .map(([queries, more]) => Buffer.from(`{${[`"queries": [${queries.join(', ')}]`, ...more].join(', ')}}`));

/** Any bytes, as an address has them. */
const percent = (one: string) =>
  [...Buffer.from(one)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const written = fc.oneof(
  { weight: 5, arbitrary: token.filter((one) => one.length < 2000).map(percent) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%', '%zz', '%ff', '%ed%a0%80', '%00', '..%2f..', '%2e%2e', '+', '*'),
  },
);
const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('embedded/search', 'embedded/explain/weather-01', 'encode') },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('doc', 'vector', 'explain'), written)
      .map(([of, id]) => `embedded/${of}/${id}`),
  },
  { weight: 1, arbitrary: written.map((name) => `${name}/search`) },
);
const setting = fc.oneof(
  { weight: 3, arbitrary: written.map((drop) => `drop=${drop}`) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...oddNumbers.filter((one) => one.length < 100))
      .map((one) => `minWeight=${one}`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'hits=3',
      'topK=2',
      'documents=full',
      'method=bm25',
      'hits=3&hits=4',
      'encoder=x',
    ),
  },
  { weight: 1, arbitrary: fc.tuple(written, written).map(([name, value]) => `${name}=${value}`) },
);

/** Addresses of the API. */
export const oddAddress = fc
  .tuple(path, fc.constantFrom('query', 'query', 'text'), written, fc.array(setting, { maxLength: 3 }))
  .map(([where, name, asked, more]) =>
    Buffer.from(`/v1/${where}?${[`${name}=${asked}`, ...more].join('&')}`),
  );
