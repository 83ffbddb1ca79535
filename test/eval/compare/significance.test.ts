import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '#tserini/eval/compare/bootstrap.js';
import { holm } from '#tserini/eval/compare/holm.js';
import { Random } from '#tserini/eval/compare/random.js';
import { randomizationTest } from '#tserini/eval/compare/randomization-test.js';
import { twoSidedTail } from '#tserini/eval/compare/student-t.js';
import { pairedTTest } from '#tserini/eval/compare/t-test.js';

interface Reference {
  readonly cases: readonly {
    readonly name: string;
    readonly differences: readonly number[];
    readonly tTest: { readonly t: number; readonly degrees: number; readonly p: number };
    readonly randomization: { readonly p: number; readonly isExact: boolean; readonly permutations: number };
    readonly bootstrap: { readonly low: number; readonly high: number };
  }[];
  readonly tails: readonly { readonly t: number; readonly degrees: number; readonly p: number }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly corrected: readonly number[] }[];
}

// Made by scipy_reference.py beside it.
const reference: Reference = JSON.parse(
  readFileSync(new URL('scipy-reference.json', import.meta.url), 'utf8'),
);

/** Agrees to so many parts of the value. */
function expectClose(found: number, expected: number, relative: number) {
  // SciPy underflows to 0 a little earlier.
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300);
}

describe.each(reference.cases)('SciPy on $name', ({ differences, tTest, randomization, bootstrap }) => {
  const values = Float64Array.from(differences);

  it('agrees on the paired t-test', () => {
    const found = pairedTTest(values);
    expectClose(found.t, tTest.t, 1e-12);
    expect(found.degrees).toBe(tTest.degrees);
    expectClose(found.p, tTest.p, 1e-9);
  });

  it('agrees on the randomization test, exactly where all sign patterns are evaluated', () => {
    const found = randomizationTest(values);
    expect(found.isExact).toBe(randomization.isExact);
    if (found.isExact) {
      expect(found.p).toBe(randomization.p);
      expect(found.permutations).toBe(randomization.permutations);
    } else {
      // Two estimates of the same share: five standard errors of their difference.
      const error = Math.sqrt((2 * randomization.p * (1 - randomization.p)) / found.permutations);
      expect(Math.abs(found.p - randomization.p)).toBeLessThanOrEqual(5 * error + 2 / found.permutations);
    }
  });

  it('agrees on the bootstrap interval, as far as chance allows', () => {
    const found = bootstrapInterval(values, { resamples: 100_000 });
    const width = bootstrap.high - bootstrap.low;
    expect(Math.abs(found.low - bootstrap.low)).toBeLessThanOrEqual(0.02 * width);
    expect(Math.abs(found.high - bootstrap.high)).toBeLessThanOrEqual(0.02 * width);
  });
});

describe('SciPy and statsmodels', () => {
  it.each(reference.tails)(
    "agree on the tails of Student's t at $t with $degrees degrees",
    ({ t, degrees, p }) => {
      expectClose(twoSidedTail(t, degrees), p, 1e-9);
    },
  );

  it.each(reference.holm)("agree on Holm's correction of $p", ({ p, corrected }) => {
    for (const [index, value] of holm(p).entries()) expectClose(value, corrected[index]!, 1e-12);
  });
});

describe('invariants', () => {
  it("Student's t with one degree of freedom is Cauchy's distribution, near 0 as well", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (t) => {
        expectClose(1 - twoSidedTail(t, 1), (2 / Math.PI) * Math.atan(t), 1e-6);
      }),
    );
  });

  it("the tail of Student's t is a share that falls from 1 to 0, for any number of degrees", () => {
    const t = fc.oneof(
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.constantFrom(0, 1e-200, 1e200, Infinity),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), t, t, (degrees, a, b) => {
        const [near, far] = [Math.min(a, b), Math.max(a, b)].map((value) => twoSidedTail(value, degrees));
        expect(near).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(0);
        // The logarithms of the gamma function lose some digits for many degrees.
        expect(near! - far!).toBeGreaterThanOrEqual(-1e-9);
        expect(twoSidedTail(-a, degrees)).toBe(twoSidedTail(a, degrees));
      }),
      { numRuns: 1000 },
    );
    expect([twoSidedTail(0, 3), twoSidedTail(Infinity, 3)]).toEqual([1, 0]);
  });

  const differences = fc
    .array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 40 })
    .map((values) => Float64Array.from(values, (value) => value / 100));

  it('the other way round, p stays and the interval turns over', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const turned = values.map((value) => -value);
        expect(pairedTTest(turned).p).toBe(pairedTTest(values).p);
        const interval = bootstrapInterval(values, { resamples: 200 });
        const opposite = bootstrapInterval(turned, { resamples: 200 });
        expect(opposite.low).toBeCloseTo(-interval.high, 12);
        expect(opposite.high).toBeCloseTo(-interval.low, 12);
      }),
      { numRuns: 50 },
    );
  });

  it('p is between 0 and 1, and the same for the same seed', () => {
    fc.assert(
      fc.property(differences, fc.integer(), (values, seed) => {
        const options = { permutations: 500, seed };
        const { p } = randomizationTest(values, options);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(randomizationTest(values, options).p).toBe(p);
      }),
    );
  });

  it('no difference at all is no evidence', () => {
    const none = new Float64Array(10);
    expect(pairedTTest(none).p).toBe(1);
    expect(randomizationTest(none).p).toBe(1);
  });

  it('the same difference everywhere is all the evidence there is, and one topic is none', () => {
    expect(pairedTTest(new Float64Array(10).fill(0.5))).toEqual({ t: Infinity, degrees: 9, p: 0 });
    for (const one of [0.5, 0])
      expect(pairedTTest(Float64Array.of(one))).toEqual({ t: Number.NaN, degrees: 0, p: Number.NaN });
    // Differences that even out are not the same as none.
    expect(pairedTTest(Float64Array.of(1, -1))).toEqual({ t: 0, degrees: 1, p: 1 });
  });

  it('the bootstrap interval ends at means of samples, or between two of them', () => {
    fc.assert(
      fc.property(differences, fc.integer(), fc.integer({ min: 0, max: 100 }), (values, seed, halves) => {
        const random = new Random(seed);
        const means = Array.from({ length: 101 }, () => {
          const sample = Array.from(values, () => values[random.below(values.length)]!);
          return sample.reduce((sum, value) => sum + value, 0) / sample.length;
        }).sort((a, b) => a - b);
        // So many means, and at times half of one, are left out at either end.
        const confidence = 1 - halves / 100;
        const { low, high } = bootstrapInterval(values, { confidence, resamples: 101, seed });
        const at = (place: number) => (means[Math.floor(place)]! + means[Math.ceil(place)]!) / 2;
        expect(low).toBeCloseTo(at(halves / 2), 9);
        expect(high).toBeCloseTo(at(100 - halves / 2), 9);
      }),
    );
  });

  it('p of the randomization test is the share of sign patterns, of all that there are where they may all be tried', () => {
    const few = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(few, (whole) => {
        const values = Float64Array.from(whole);
        const sums = whole.reduce<number[]>(
          (all, value) => all.flatMap((sum) => [sum + value, sum - value]),
          [0],
        );
        const extreme = sums.filter((sum) => Math.abs(sum) >= Math.abs(sums[0]!));
        const patterns = 2 ** whole.filter((value) => value !== 0).length;
        expect(randomizationTest(values, { permutations: patterns })).toEqual({
          p: extreme.length / sums.length,
          permutations: patterns,
          isExact: true,
        });
        if (patterns === 1) return;
        const permutations = patterns - 1;
        const sampled = randomizationTest(values, { permutations });
        expect(sampled).toEqual({ p: sampled.p, permutations, isExact: false });
        // The observed pattern counts as one more.
        expect(sampled.p * patterns).toBeCloseTo(Math.round(sampled.p * patterns), 9);
        expect(sampled.p).toBeGreaterThanOrEqual(1 / patterns);
      }),
    );
  });

  it("Holm's correction leaves out what has no p-value", () => {
    const p = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(p), (pValues) => {
        const corrected = holm(pValues);
        expect(corrected.map(Number.isNaN)).toEqual(pValues.map(Number.isNaN));
        const isNumber = (value: number) => !Number.isNaN(value);
        expect(corrected.filter(isNumber)).toEqual(holm(pValues.filter(isNumber)));
      }),
    );
  });

  it("Holm's correction never lowers a p-value and keeps their order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (pValues) => {
        const corrected = holm(pValues);
        pValues.forEach((p, i) => {
          expect(corrected[i]!).toBeGreaterThanOrEqual(p);
          pValues.forEach((other, j) => {
            if (p < other) expect(corrected[i]!).toBeLessThanOrEqual(corrected[j]!);
          });
        });
      }),
    );
  });
});
