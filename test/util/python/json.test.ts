import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonFloat } from '#tserini/util/python/float.js';
import { pythonJsonString } from '#tserini/util/python/json.js';
import { pythonJsonVector } from '#tserini/vector/format-vector.js';

const python = await execa('python3', ['--version'], { reject: false });

/** What Python's own json.dumps makes of the values. */
async function pythonDumps(values: readonly unknown[]): Promise<string[]> {
  const program = 'import json,sys\nfor value in json.load(sys.stdin): print(json.dumps(value))';
  const { stdout } = await execa('python3', ['-c', program], { input: JSON.stringify(values) });
  return stdout.split('\n');
}

describe('Python-style JSON', () => {
  it('writes strings in printable ASCII that are read back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = pythonJsonString(text);
        expect(JSON.parse(json)).toBe(text);
        expect(json).toMatch(/^[ -~]*$/);
      }),
    );
  });

  it('keeps the order of a vector, numbers among the tokens or not', () => {
    const vector = new Map([
      ['zebra', 3],
      ['1995', 0],
      ['é', 12],
    ]);
    expect(pythonJsonVector(vector)).toBe('{"zebra": 3, "1995": 0, "\\u00e9": 12}');
  });

  it.skipIf(python.failed)(
    `equals Python's own${python.failed ? ' (skipped: no python3)' : ''}`,
    async () => {
      const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 300, seed: 1 });
      expect(texts.map(pythonJsonString)).toEqual(await pythonDumps(texts));
      const floats = fc
        .sample(fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 }), { numRuns: 300, seed: 2 })
        .filter((value) => !Number.isInteger(value));
      expect(floats.map(pythonFloat)).toEqual(await pythonDumps(floats));
    },
  );
});
