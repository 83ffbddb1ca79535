import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inGroups } from '#tserini/search/query-batch.js';

it('groups in order, and leaves nothing out', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), (items, size) => {
      const groups = [...inGroups(items, size)];
      expect(groups.flat()).toEqual(items);
      expect(groups.every((group, i) => group.length === size || i === groups.length - 1)).toBe(true);
    }),
  );
});
