import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PickleDict, type PickleValue, readPickle } from '#tserini/model/checkpoint/pickle.js';
import { hasPython, needsPython, runPython } from '../../support/python.ts';

/** Pickles each value, and tuples of the same, twice in one list: the second time as a reference to the first. */
const program = `
import base64, json, pickle, sys
def tuples(v):
    if isinstance(v, list): return tuple(map(tuples, v))
    return {k: tuples(x) for k, x in v.items()} if isinstance(v, dict) else v
protocol = int(sys.argv[1])
for value in json.load(sys.stdin):
    for v in (value, tuples(value)):
        print(base64.b64encode(pickle.dumps([v, v], protocol=protocol)).decode())
`;

/** Of a value, what both sides show in the same way: dicts as their entries in order. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof PickleDict) return { dict: [...value].map(([key, item]) => [key, shown(item)]) };
  if (typeof value === 'object' && value !== null) {
    return { dict: Object.entries(value).map(([key, item]) => [key, shown(item)]) };
  }
  return Object.is(value, -0) ? 0 : value;
}

const nothing = { globals: new Set<string>(), call: (): PickleValue => null };
const text = fc.oneof(fc.string(), fc.constant('é日'.repeat(100)));
const { value: arbitrary } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 255, 256, 65_535, 65_536, 2 ** 31, -(2 ** 31), -1),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    // Python keeps the order of keys, JavaScript that of keys which are no numbers.
    fc.dictionary(
      text.filter((key) => !/^\d+$/.test(key) && key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}));

it.skipIf(!hasPython).each([2, 3, 4, 5])(
  `reads what Python pickles by protocol %i${needsPython}`,
  (protocol) => {
    const values = fc.sample(arbitrary, { numRuns: 200, seed: protocol });
    const lines = runPython(program, [String(protocol)], JSON.stringify(values))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(2 * values.length);
    for (const [i, line] of lines.entries()) {
      const value = shown(values[i >> 1]);
      expect(shown(readPickle(Buffer.from(line, 'base64'), nothing, 'test.pkl'))).toEqual([value, value]);
    }
  },
);
