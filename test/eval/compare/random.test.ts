import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#tserini/eval/compare/random.js';

const word = 1n << 32n;
const rotate = (value: bigint, by: bigint) => ((value << by) | (value >> (32n - by))) % word;

/** xoshiro128** over splitmix32 as they are defined: on whole numbers modulo 2^32. */
function* reference(seed: number): Generator<bigint> {
  let split = BigInt.asUintN(32, BigInt(seed));
  const state = Array.from({ length: 4 }, () => {
    split = (split + 0x9e3779b9n) % word;
    let z = split;
    z = ((z ^ (z >> 16n)) * 0x21f0aaadn) % word;
    z = ((z ^ (z >> 15n)) * 0x735a2d97n) % word;
    return z ^ (z >> 15n);
  }) as [bigint, bigint, bigint, bigint];
  for (;;) {
    const [a, b, c, d] = state;
    yield (rotate((b * 5n) % word, 7n) * 9n) % word;
    state[0] = a ^ d ^ b;
    state[1] = b ^ c ^ a;
    state[2] = c ^ a ^ ((b << 9n) % word);
    state[3] = rotate(d ^ b, 11n);
  }
}

describe('Random', () => {
  it('is xoshiro128** over splitmix32', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed);
        const expected = reference(seed);
        for (let i = 0; i < 20; i++) expect(random.bits() >>> 0).toBe(Number(expected.next().value));
      }),
    );
  });

  it('spreads numbers evenly from 0 up to the end', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, end) => {
        const random = new Random(seed);
        const expected = reference(seed);
        for (let i = 0; i < 20; i++) {
          const bits = expected.next().value as bigint;
          expect(random.below(end)).toBe(Number((bits * BigInt(end)) / word));
        }
      }),
    );
  });
});
