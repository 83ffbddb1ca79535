import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardRange } from '#tserini/corpus/shard.js';

describe('shardRange', () => {
  it('covers every record once, all shards but the last of one size', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 50 }), (records, shards) => {
        const ranges = Array.from({ length: shards }, (_, id) => shardRange(records, id, shards));
        let next = 0;
        for (const { skip, take } of ranges) {
          expect(skip).toBe(next);
          next += take;
        }
        expect(next).toBe(records);
        expect(new Set(ranges.slice(0, -1).map(({ take }) => take)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    [-1, 2],
    [2, 2],
    [0, 0],
    [0.5, 2],
  ])('refuses shard %d of %d', (id, shards) => {
    expect(() => shardRange(10, id, shards)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
