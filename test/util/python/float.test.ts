import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pythonFloat } from '#tserini/util/python/float.js';
import { hasPython, needsPython, runPython } from '../../support/python.ts';

const edges = [
  0, -0, 1, -1.5, 1e-4, 9.999e-5, 1e-5, 1e15, 1e16, -1e16, 1.25e-300, 5e-324, 1.7976931348623157e308,
];
const infinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

it.skipIf(!hasPython)(`writes numbers as Python does${needsPython}`, () => {
  const doubles = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 500, seed: 1 });
  const values = [...edges, ...infinite, ...doubles];
  const bytes = Buffer.from(Float64Array.from(values).buffer).toString('hex');
  const program =
    'import struct, sys; b = bytes.fromhex(sys.stdin.read()); [print(repr(x)) for (x,) in struct.iter_unpack("<d", b)]';
  expect(values.map(pythonFloat)).toEqual(runPython(program, [], bytes).trimEnd().split('\n'));
});

it('writes numbers that JavaScript reads back unchanged', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(pythonFloat(value))).toBe(value);
    }),
  );
});
