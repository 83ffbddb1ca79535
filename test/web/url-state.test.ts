import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatState, maxHits, type PageState, parseState } from '../../src/web/url-state.ts';

const text = fc.string({ unit: 'grapheme' });
const names = fc.uniqueArray(text, { maxLength: 4 });

const states: fc.Arbitrary<PageState> = fc.record({
  index: text,
  query: text,
  view: fc.constantFrom('impact', 'bm25', 'hybrid', 'both'),
  hits: fc.integer({ min: 1, max: maxHits }),
  topK: fc.option(fc.integer({ min: 1, max: 999_999 }), { nil: undefined }),
  drop: names,
  open: names,
  openBm25: names,
  openHybrid: names,
});

test('an address contains the whole state', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(parseState(formatState(state))).toEqual(state);
    }),
  );
});

test('the first view has an address without parameters', () => {
  expect(formatState(parseState(''))).toBe('');
});

test('invalid parts of an address count as absent', () => {
  const plain = parseState('?q=x');
  for (const nonsense of ['hits=-1', 'hits=1e9', 'hits=NaN', 'topK=0', 'topK=1.5', 'view=%3Cscript%3E']) {
    expect(parseState(`?q=x&${nonsense}`)).toEqual(plain);
  }
  expect(parseState('?hits=100000').hits).toBe(maxHits);
});
