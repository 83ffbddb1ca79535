import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexLines, readDocument } from '#tserini/opensearch/document.js';
import { splitToken } from '#tserini/vector/white-space.js';

const line = (record: unknown, number = 1) => ({ text: JSON.stringify(record), where: 'made:1', number });

/** Whether a token is sent as it is. */
const isPlain = (token: string) =>
  splitToken(token)[0] === token && !['%', '.', '\u0001'].some((char) => token.includes(char));

/** The action and the document of the two lines. */
function sent(lines: string): [action: unknown, document: { docid: string; vector: unknown }] {
  const [action, document, rest] = lines.split('\n');
  expect(rest).toBe('');
  return [JSON.parse(action!), JSON.parse(document!)];
}

describe('a document on its way to a cluster', () => {
  it('has each weight under its token, in both mappings', () => {
    const weights = fc.dictionary(
      fc.string({ unit: 'binary', minLength: 1 }).filter(isPlain),
      fc.integer({ min: 1, max: 512 }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(weights, (vector) => {
        const made = line({ id: 'a', vector }, 7);
        const document = readDocument(made);
        const [action, features] = sent(indexLines(document, 'rank_features', made, {}));
        expect(action).toEqual({ index: { _id: 'a', version: 7, version_type: 'external' } });
        expect(Object.entries(features.vector as object).sort()).toEqual(Object.entries(vector).sort());
        const [, frequencies] = sent(indexLines(document, 'scripted', made, {}));
        const pairs = String(frequencies.vector)
          .split(' ')
          .map((token) => token.split('\u0001'));
        expect(pairs.map(([token, weight]) => [token, Number(weight)]).sort()).toEqual(
          Object.entries(vector).sort(),
        );
      }),
    );
  });

  it('is read as the Lucene indexer reads it: fractions cut, zeros left out, tokens split at white space', () => {
    const { weights, fractions } = readDocument(line({ id: 1, vector: { 'a b': 2.9, a: 1, c: 0, d: 0.4 } }));
    expect(Object.fromEntries(weights)).toEqual({ a: 3, b: 2 });
    expect(fractions).toBe(2);
  });

  it.each([
    ['no "id"', { id: '', vector: { a: 1 } }],
    ['512 bytes', { id: 'é'.repeat(257), vector: { a: 1 } }],
    ['Unicode', { id: '\ud800', vector: { a: 1 } }],
    ['sum to', { id: 'a', vector: { a: 2 ** 30, b: 2 ** 30 } }],
    ['not a number', { id: 'a', vector: { a: '1' } }],
    ['not a record', { id: 'a', vector: [1, 2] }],
    ['not a number from 0', { id: 'a', vector: { a: -1 } }],
  ])('is refused by its line: %s', (said, record) => {
    expect(() => readDocument(line(record))).toThrow(new RegExp(`^made:1: .*${said}`));
  });

  it('is refused where the cluster would cut or round it', () => {
    const refused = (vector: Record<string, number>, mapping: 'rank_features' | 'scripted') => {
      const made = line({ id: 'a', vector });
      return () => indexLines(readDocument(made), mapping, made, {});
    };
    expect(refused({ a: 513 }, 'rank_features')).toThrow(/made:1: .*513.*--mapping scripted/);
    expect(refused({ a: 513 }, 'scripted')).not.toThrow();
    for (const mapping of ['rank_features', 'scripted'] as const) {
      expect(refused({ ['x'.repeat(32_767)]: 1 }, mapping)).toThrow(/32766 bytes/);
      expect(refused({ ['x'.repeat(32_766)]: 1 }, mapping)).not.toThrow();
      expect(refused({ '\udc00': 1 }, mapping)).toThrow(/Unicode/);
    }
  });
});
