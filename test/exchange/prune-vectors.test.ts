import { existsSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type PruneRules, prune, pruneVectors } from 'tserini';
import { describe, expect, it } from 'vitest';
import { type MadeVector, madeVectors, writeVectors } from '../support/collections.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

const folder = suiteFolder();

const madeRules = fc
  .record(
    {
      topK: fc.integer({ min: 1, max: 5 }),
      minWeight: fc.integer({ min: 1, max: 4 }),
      mass: fc.double({ min: 0.05, max: 1, noNaN: true }),
      listTop: fc.integer({ min: 1, max: 6 }),
      maskTokens: fc.subarray(['a', '1995', 'é', '🥦'], { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  .filter((rules) => Object.keys(rules).length > 0) as fc.Arbitrary<PruneRules>;

/** Every posting that stays, by the definition of each rule. */
function expected(documents: readonly MadeVector[], { listTop, maskTokens = [], ...rules }: PruneRules) {
  const unmasked = documents.map(({ id, vector }) => ({
    id,
    vector: new Map(vector.filter(([token]) => !maskTokens.includes(token))),
  }));
  const isAmong = (token: string, weight: number) => {
    const heavier = unmasked.filter(({ vector }) => (vector.get(token) ?? 0) > weight);
    return listTop === undefined || heavier.length < listTop;
  };
  return unmasked.map(({ id, vector }) => ({
    id,
    vector: new Map([...prune(vector, rules)].filter((entry) => isAmong(...entry))),
  }));
}

it('keeps what every rule keeps, whatever the order of documents and tokens', async () => {
  const work = await tempFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(madeVectors, madeRules, async (documents, rules) => {
      const at = (name: string) => join(work, `${count}-${name}.jsonl`);
      count++;
      const input = await writeVectors(at('in'), documents);
      const { before, after } = await pruneVectors(input, at('out'), rules);
      const kept = expected(documents, rules);
      expect(readVectors(at('out')).map(({ id, vector }) => ({ id, vector }))).toEqual(kept);
      const postings = (of: readonly { vector: Iterable<unknown> }[]) =>
        of.reduce((sum, { vector }) => sum + [...vector].length, 0);
      expect([before.postings, after.postings]).toEqual([postings(documents), postings(kept)]);
      expect(after.tokens).toBe(new Set(kept.flatMap(({ vector }) => [...vector.keys()])).size);
      expect(after.empty).toBe(kept.filter(({ vector }) => vector.size === 0).length);

      const turned = documents.map(({ id, vector }) => ({ id, vector: [...vector].reverse() })).reverse();
      await pruneVectors(await writeVectors(at('turned'), turned), at('other'), rules);
      const ofId = (path: string) => new Map(readVectors(path).map(({ id, vector }) => [id, vector]));
      expect(ofId(at('other'))).toEqual(ofId(at('out')));
    }),
    { numRuns: 40 },
  );
  expect((await readdir(work)).filter((name) => name.includes('tmp'))).toEqual([]);
});

it('counts many different weights of a long list exactly', async () => {
  const input = join(folder(), 'long.jsonl');
  const weights = Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 3000) / 8);
  await writeVectors(
    input,
    weights.map((weight, i) => ({ id: `${i}`, vector: [['a', weight]] as const })),
  );
  const output = join(folder(), 'short.jsonl');
  const { after } = await pruneVectors(input, output, { listTop: 100 });
  expect(after.postings).toBe(100);
  const kept = readVectors(output).flatMap(({ vector }) => [...vector.values()]);
  expect(Math.min(...kept)).toBe(2900 / 8);
});

it('hands the manifest on, with the rules, and removes one of other vectors', async () => {
  const [input, output] = [join(folder(), 'made.jsonl'), join(folder(), 'pruned.jsonl')];
  await writeVectors(input, [{ id: '1', vector: [['a', 3]] }]);
  const model = { name: 'm', sha256: 'f'.repeat(64) };
  await writeFile(`${input}.manifest`, JSON.stringify({ model, quantization: null, shard: {} }));
  const { beside } = await pruneVectors(input, output, { mass: 0.5, maskStopwords: true });
  expect(beside).toEqual([`${output}.manifest`]);
  expect(JSON.parse(readFileSync(beside[0]!, 'utf8'))).toMatchObject({
    model,
    quantization: null,
    pruned: [{ mass: 0.5, mask: { stopwords: true, tokens: null } }],
  });
  const bare = await writeVectors(join(folder(), 'bare.jsonl'), [{ id: '1', vector: [['a', 3]] }]);
  await pruneVectors(bare, output, { topK: 1 });
  expect(existsSync(`${output}.manifest`)).toBe(false);
});

it('names tokens of the mask that no document has, scales what stays, and writes other formats', async () => {
  const input = join(folder(), 'floats.jsonl');
  await writeVectors(input, [{ id: '1', vector: [['a', 0.5], ['b', 0.25], ['c', 0.01]] }]); // biome-ignore format: a line
  const output = join(folder(), 'floats.ndjson');
  const result = await pruneVectors(input, output, {
    ...{ minWeight: 0.02, maskTokens: ['b', 'zz'], scale: 10, format: 'indices' },
  });
  expect(result.unknownTokens).toEqual(['zz']);
  expect(readFileSync(output, 'utf8')).toContain('"indices":[0],"values":[5]');
});

describe('refuses', () => {
  it.each([
    [{}, 'nothing says what to prune'],
    [{ mass: 2 }, 'mass must be above 0 and at most 1, not 2'],
    [{ listTop: 0 }, 'listTop must be a whole number from 1 up, not 0'],
    [{ maskTokens: [] }, 'there are no tokens to mask'],
  ])('%j', async (rules, message) => {
    const call = pruneVectors(join(folder(), 'made.jsonl'), join(folder(), 'no.jsonl'), rules);
    await expect(call).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });

  it('to write over its input', async () => {
    const input = join(folder(), 'made.jsonl');
    const call = pruneVectors(input, join(folder(), '.', 'made.jsonl'), { topK: 1 });
    await expect(call).rejects.toThrow('the output is a file of the input');
    expect(existsSync(`${input}.manifest`)).toBe(true);
  });
});
