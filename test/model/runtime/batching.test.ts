import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupByLength, padTexts } from '#tserini/model/runtime/batching.js';

const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 60 });

it('groups texts of similar length, each in one group', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 9 }), (all, most) => {
      const groups = groupByLength(all, most);
      expect(groups.flat().sort((a, b) => a - b)).toEqual([...all.keys()]);
      expect(groups).toHaveLength(Math.ceil(all.length / most));
      for (const group of groups) expect(group.length).toBeLessThanOrEqual(most);
      // No text of a later group is longer than one of an earlier group.
      const inOrder = groups.flat().map((i) => all[i]!);
      expect(inOrder).toEqual([...inOrder].sort((a, b) => b - a));
    }),
  );
});

it('pads texts at their ends, with a mask', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), { minLength: 1 }),
      (texts) => {
        const { shape, ids, mask } = padTexts(texts.map((text) => Int32Array.from(text)));
        const [count, longest] = shape;
        expect(count).toBe(texts.length);
        expect(longest).toBe(Math.max(...texts.map(({ length }) => length)));
        for (const [i, text] of texts.entries()) {
          const row = [...ids.subarray(i * longest, (i + 1) * longest)];
          expect(row.filter((_, at) => mask[i * longest + at] === 1)).toEqual(text);
          expect(row.slice(0, text.length)).toEqual(text);
        }
      },
    ),
  );
});
