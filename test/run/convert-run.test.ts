import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { convertRun } from 'tserini';
import { describe, expect, it } from 'vitest';
import { pythonFloat } from '#tserini/util/python/float.js';
import { tempFolder } from '../support/temp.ts';

describe('convertRun', () => {
  it('gives an MS MARCO run back after both conversions', async () => {
    const folder = await tempFolder();
    const [original, trec, back] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const lines = Array.from(
      { length: 2500 },
      (_, i) => `${i % 7}\tdoc${i}\t${1 + Math.floor(i / 7)}\n`,
    ).join('');
    await writeFile(original, lines);
    expect(await convertRun(original, trec, 'trec')).toBe(2500);
    for (const line of (await readFile(trec, 'utf8')).trimEnd().split('\n')) {
      const [, iteration, , rank, score, tag] = line.split(' ');
      expect([iteration, tag]).toEqual(['Q0', 'anserini']);
      expect(Number(score)).toBe(1 / Number(rank));
    }
    await convertRun(trec, back, 'msmarco');
    expect(await readFile(back, 'utf8')).toBe(lines);
  });

  it.each([
    ['trec', 'q1\ta\n', /:1: 2 columns/],
    ['trec', 'q1\ta\tfirst\n', /:1: the rank is not a whole number/],
    ['trec', 'q1 Q0 a 1 2 t\n', /:1: 6 columns where an MS MARCO run has 3/],
    ['msmarco', 'q1\ta\t1\n', /:1: 3 columns where a TREC run has 6/],
    ['msmarco', '', /run is empty/],
  ] as const)('refuses, to %s, %j, and leaves nothing behind', async (to, contents, message) => {
    const folder = await tempFolder();
    const input = join(folder, 'run');
    await writeFile(input, contents);
    await expect(convertRun(input, join(folder, 'out'), to)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
    expect(await readdir(folder)).toEqual(['run']);
  });
});

describe('pythonFloat', () => {
  it('writes digits that give the number back, always with a point or an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const written = pythonFloat(value);
        expect(Number(written)).toBe(value);
        expect(written).toMatch(/\.|e[+-]\d\d/);
      }),
    );
  });
});
