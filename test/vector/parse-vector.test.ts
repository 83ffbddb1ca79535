import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonJsonString } from '#tserini/util/python/json.js';
import { pythonJsonVector } from '#tserini/vector/format-vector.js';
import { parseVectorRecord } from '#tserini/vector/parse-vector.js';

const tokens = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.stringMatching(/^["\\:,}]{1,4}$/),
  fc.nat(3000).map(String),
  fc.constant('vector'),
);
const vectors = fc
  .uniqueArray(fc.tuple(tokens, fc.nat(300)), { selector: ([token]) => token })
  .filter((entries) => entries.every(([token]) => token !== '__proto__'))
  .map((entries) => new Map(entries));

describe('parseVectorRecord', () => {
  it('gives back what was written, in its order', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), vectors, (id, text, vector) => {
        const contents = `${text} "vector": {"1": 2}`;
        const json = `{"id": ${pythonJsonString(id)}, "contents": ${pythonJsonString(contents)}, "vector": ${pythonJsonVector(vector)}}`;
        const record = parseVectorRecord(json, 'here');
        expect(record).toEqual({ id, contents, vector });
        expect([...record.vector]).toEqual([...vector]);
      }),
    );
  });

  it('takes the vector of the record, not one of another field', () => {
    const line = '{"meta": {"vector": {"1": 5}}, "id": 7, "vector": {"7": 9}}';
    expect(parseVectorRecord(line, 'here')).toEqual({
      id: '7',
      contents: undefined,
      vector: new Map([['7', 9]]),
    });
  });

  // Found by reading: the pattern for a token ran out of stack.
  it('keeps the order beside a token of megabytes', () => {
    const long = '\\"'.repeat(10 << 20);
    const { vector } = parseVectorRecord(`{"id": "a", "vector": {"${long}": 2, "7": 1}}`, 'here');
    expect([...vector.values()]).toEqual([2, 1]);
  });

  it.each([
    ['a weight beyond float64', '{"id": "a", "vector": {"x": 1e400}}', /here:3: the weight of x/],
    ['an id that is no number', '{"id": NaN, "vector": {}}', /here:3: the id/],
    [
      'a token that ends a line',
      '{"id": "a", "vector": {"x\\ny\\u001b": -1}}',
      /^here:3: the weight of x\\ny\\u001b is/,
    ],
    ['no JSON', '{"id": "a"', /here:3: not JSON/],
    ['no vector', '{"id": "a"}', /here:3: not a record of id and vector/],
    ['null', 'null', /here:3: not a record/],
    ['a negative weight', '{"id": "a", "vector": {"x": -1}}', /here:3: the weight of x/],
    ['a weight that is no number', '{"id": "a", "vector": {"x": "1"}}', /here:3: the weight of x/],
  ])('refuses %s', (_, line, message) => {
    expect(() => parseVectorRecord(line, 'here:3')).toThrow(message);
  });
});
