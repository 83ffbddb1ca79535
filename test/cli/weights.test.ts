import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '#tserini/cli/command.js';
import { command as encode } from '#tserini/cli/commands/encode.js';
import { command as encodeQuery } from '#tserini/cli/commands/encode-query.js';
import { command as indexLucene } from '#tserini/cli/commands/index-lucene.js';
import { command as inspect } from '#tserini/cli/commands/inspect.js';
import { command as searchLucene } from '#tserini/cli/commands/search-lucene.js';
import { LuceneIndexer, LuceneIndexReader } from '#tserini/index.js';
import { quantize, roundHalfEven } from '#tserini/vector/quantize.js';
import { writeJsonl } from '../support/corpus.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

// Weights as they are, in other steps, or multiplied when they are indexed.

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const tiny = fileURLToPath(new URL('../../models/splade-tiny', import.meta.url));
const run = (name: string, command: Command, line: string) => {
  const words = line.split(' ').map((word) => (word.startsWith('@') ? path(word.slice(1)) : word));
  return runCommand(name, command, words);
};
const encodeTo = (output: string, flags = '') =>
  run(
    'encode',
    encode,
    `input --corpus @corpus.jsonl output --embeddings @${output} encoder --encoder ${tiny}${flags && ` ${flags}`}`,
  );
const queriesTo = (output: string, flags: string) =>
  run(
    'encode.query',
    encodeQuery,
    `--topics @topics.jsonl --encoder ${tiny} --output @${output}${flags && ` ${flags}`}`,
  );
const index = (line: string) =>
  run(
    'index.lucene',
    indexLucene,
    `--collection JsonVectorCollection --impact --pretokenized --input ${line}`,
  );
const search = (line: string) =>
  run('search.lucene', searchLucene, `--impact --topics @topics.jsonl --output @run.txt ${line}`);
const embeddings = (name: string) => path(join(name, 'embeddings.jsonl'));
const manifest = (name: string) => JSON.parse(readFileSync(`${embeddings(name)}.manifest`, 'utf8'));
const collectionOf = async (name: string) =>
  JSON.parse((await run('inspect', inspect, `--index @${name} --json`)).out).description.collections[0];

beforeAll(async () => {
  await writeJsonl(path('corpus.jsonl'), [
    { id: 'd1', text: 'red apples grow in the north' },
    { id: 'd2', text: 'green pears grow in the south' },
    { id: 'd3', text: 'spring apples and red pears' },
  ]);
  await writeJsonl(path('topics.jsonl'), [{ qid: 'qa', title: 'red apples' }]);
  await encodeTo('usual');
  await encodeTo('raw', '--raw');
  await encodeTo('four', '--quant-bits 4 --weight-range 4');
  await index('@usual --index @usual.index');
  await index('@raw --index @raw.index --scale 100');
});

describe('encode', () => {
  it('with the default range and bits is the same to the byte', async () => {
    await encodeTo('given', '--weight-range 5 --quant-bits 8');
    expect(readFileSync(embeddings('given'))).toEqual(readFileSync(embeddings('usual')));
    expect(manifest('given')).toEqual(manifest('usual'));
    expect(manifest('usual').quantization).toEqual({ range: 5, steps: 256 });
  });

  it('writes the weights of the model, of which the others are made', async () => {
    const [raw, usual, four] = ['raw', 'usual', 'four'].map((name) => readVectors(embeddings(name)));
    expect(manifest('raw').quantization).toBeNull();
    expect(manifest('four').quantization).toEqual({ range: 4, steps: 16 });
    for (const [i, { vector }] of raw!.entries()) {
      const entries = [...vector];
      expect(entries.some(([, weight]) => !Number.isInteger(weight))).toBe(true);
      expect([...usual![i]!.vector]).toEqual(entries.map(([token, w]) => [token, quantize(w)]));
      const steps = { range: 4, steps: 16 };
      expect([...four![i]!.vector]).toEqual(entries.map(([token, w]) => [token, quantize(w, steps)]));
    }
  });

  it.each([
    ['--raw --quant-bits 8', /raw weights are not quantized/],
    ['--weight-range -1', /weight range must be a number above 0, not -1/],
    ['--quant-bits 99', /from 1 to 16, not 99/],
  ])('refuses %s', async (flags, message) => {
    await expect(encodeTo('refused', flags)).rejects.toThrow(message);
  });

  it('does not resume with other weights', async () => {
    await expect(encodeTo('usual', '--quant-bits 4')).rejects.toThrow(/quantization.steps was 256, is 16/);
    await expect(encodeTo('usual', '--raw')).rejects.toThrow(/quantization/);
  });
});

describe('encode.query', () => {
  it('writes raw weights, but not as repeated tokens', async () => {
    await queriesTo('queries.jsonl', '--raw');
    await queriesTo('whole.jsonl', '');
    const [raw, whole] = ['queries.jsonl', 'whole.jsonl'].map((name) => readVectors(path(name))[0]!.vector);
    expect([...whole!]).toEqual([...raw!].map(([token, weight]) => [token, quantize(weight)]));
    await expect(queriesTo('queries.tsv', '--raw')).rejects.toThrow(
      /raw weights cannot be written as repeated/,
    );
  });

  it('refuses to give encoded queries other weights', async () => {
    await queriesTo('once.jsonl', '');
    await expect(search('--index @usual.index --encoder @once.jsonl --raw')).rejects.toThrow(
      /raw, weightRange and quantBits are for the weights of a model: cached has its own/,
    );
  });
});

describe('an index', () => {
  it('says how its weights were made', async () => {
    expect(await collectionOf('usual.index')).toMatchObject({ quantization: { range: 5, steps: 256 } });
    expect(await collectionOf('raw.index')).toMatchObject({ quantization: null, scale: 100 });
    const { out } = await run('inspect', inspect, '--index @raw.index');
    expect(out).toMatch(/weights +raw\nscale +100\n/);
  });

  it('refuses more documents of another scale', async () => {
    const refusal = /whose weights are multiplied by 100.0; those of what is added are multiplied by/;
    await index('@raw --index @grown --scale 100');
    await expect(index('@usual --index @grown --append')).rejects.toThrow(refusal);
    await expect(index('@raw --index @grown --scale 10 --append')).rejects.toThrow(refusal);
    await index('@raw --index @grown --scale 100 --append --uniqueDocid');
  });

  it('is searched with queries of the same weights, or a warning says so', async () => {
    const warnings = async (line: string) =>
      (await search(`${line} --encoder ${tiny}`)).log.filter((message) => message.includes('weights'));
    expect(await warnings('--index @usual.index')).toEqual([]);
    expect(await warnings('--index @raw.index --raw')).toEqual([]);
    expect(await warnings('--index @raw.index')).toEqual([
      'warning: the weights of the documents are raw, and those of queries 256 steps for every 5: ' +
        'encode both with the same --weight-range, --quant-bits or --raw',
    ]);
    expect(await warnings('--index @usual.index --quant-bits 4')).toHaveLength(1);
  });

  it('is of one scale, whatever files it is made of', async () => {
    const both = await tempFolder();
    const { cpSync } = await import('node:fs');
    for (const name of ['usual', 'four']) {
      cpSync(embeddings(name), join(both, `${name}.jsonl`));
      cpSync(`${embeddings(name)}.manifest`, join(both, `${name}.jsonl.manifest`));
    }
    await expect(new LuceneIndexer(path('mixed')).index(both)).rejects.toThrow(
      /the weights of .*usual.jsonl are 256 steps for every 5, and those of .*four.jsonl 16 steps for every 4/,
    );
  });
});

describe('--scale', () => {
  it('multiplies and rounds, as vectors.convert does, and leaves out what becomes 0', async () => {
    const file = path('floats.jsonl');
    const vectors = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,3}$/),
      fc.float({ min: 0, max: 8, noNaN: true }),
      {
        minKeys: 1,
      },
    );
    await fc.assert(
      fc.asyncProperty(vectors, fc.constantFrom(1, 2.5, 100), async (vector, scale) => {
        await writeJsonl(file, [
          { id: 'd0', vector: { anchor: 8 } },
          { id: 'd1', vector: { ...vector, anchor: 8 } },
        ]);
        await new LuceneIndexer(path('scaled'), { scale }).index(file);
        await using reader = await LuceneIndexReader.open(path('scaled'));
        const expected = Object.entries({ ...vector, anchor: 8 })
          .map(([token, weight]) => [token, roundHalfEven(weight * scale)] as const)
          .filter(([, weight]) => weight > 0);
        expect(await reader.getDocumentVector('d1')).toEqual(new Map(expected));
      }),
      { numRuns: 25 },
    );
  });

  it('refuses what is not a number above 0, texts, and weights beyond the largest', async () => {
    expect(() => new LuceneIndexer(path('x'), { scale: 0 })).toThrow(/scale must be a number above 0, not 0/);
    expect(() => new LuceneIndexer(path('x'), { scale: 2, collection: 'JsonCollection' })).toThrow(
      /scale is for the weights of a JsonVectorCollection/,
    );
    await writeJsonl(path('large.jsonl'), [{ id: 'd1', vector: { a: 3e7 } }]);
    await expect(index('@large.jsonl --index @large --scale 100')).rejects.toThrow(
      /"a" is 3.*, which the scale multiplies by 100.0; weights are numbers from 0 to 2147483647/,
    );
  });
});
