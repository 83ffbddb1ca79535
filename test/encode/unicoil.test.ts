import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  describeModel,
  encodeCollection,
  loadQueryEncoder,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
} from '#tserini/index.js';
import { makeModel, type TestModel, writeModel } from '../support/checkpoint.ts';
import { referenceTokenWeights } from '../support/reference-model.ts';
import { tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

// uniCOIL's weights against a plain forward pass, added up as Pyserini does.

const [pad, unknown, start, end] = [0, 1, 2, 3];
const bert = makeModel({ architecture: 'bert' });
const words = bert.tensors.get('bert.embeddings.word_embeddings.weight')!;
const width = words.shape[1]!;
const model: TestModel = {
  ...bert,
  config: { ...bert.config, architectures: ['UniCoilEncoder'] },
  tensors: new Map([
    ...[...bert.tensors].filter(([name]) => !name.startsWith('cls.')),
    ['tok_proj.weight', { shape: [1, width], data: words.data.slice(0, width) }],
    ['tok_proj.bias', { shape: [1], data: Float32Array.of(0.25) }],
  ]),
};
/** The same with the names of the published checkpoint. */
const published: TestModel = {
  ...model,
  tensors: new Map([...model.tensors].map(([name, tensor]) => [`coil_encoder.${name}`, tensor])),
};

const write = async (made: TestModel, form: 'safetensors' | 'torch' = 'safetensors') =>
  writeModel(join(await tempFolder(), 'a-model'), made, form);

function idsOf(text: string): number[] {
  const id = (word: string) => (model.vocabulary.includes(word) ? model.vocabulary.indexOf(word) : unknown);
  return [start, ...text.split(' ').filter(Boolean).map(id), end];
}

/** By token: the sum of its weights in a query, the largest of them in a document. */
function referenceVector(text: string, side: 'query' | 'document'): Map<string, number> {
  const ids = idsOf(text);
  const weights = referenceTokenWeights(model, ids, pad);
  const vector = new Map<string, number>();
  for (const [i, id] of ids.entries()) {
    if (id === pad) break;
    if (id === start) continue;
    const token = model.vocabulary[id]!;
    const before = vector.get(token) ?? 0;
    vector.set(token, side === 'query' ? before + weights[i]! : Math.max(before, weights[i]!));
  }
  return vector;
}

function expectVector(got: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  expect([...got.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [token, weight] of expected) expect(got.get(token), token).toBeCloseTo(weight, 4);
}

const texts = [
  'w3 w1999 w7 w40 w7 w7 w1024 ☃ w3',
  '',
  'w1 w2 w3 w4 w5 w6 w7 w8 w9 w1 w2 w3 w4 w5 w6 w7',
  'w5 [CLS] w6 [MASK] [SEP] w5 [UNK]',
  'w5 w6 [PAD] w5 w9',
];
const sides = [
  ['query', SpladeQueryEncoder],
  ['document', SpladeDocumentEncoder],
] as const;

describe('uniCOIL', () => {
  it.each(sides)('gives each token of a %s its weight', async (side, Encoder) => {
    const expected = texts.map((text) => referenceVector(text, side));
    // Both a weight of 0 and one of many occurrences, or the comparison would say nothing.
    const weights = expected.flatMap((vector) => [...vector.values()]);
    expect(weights).toContain(0);
    expect(Math.max(...weights)).toBeGreaterThan(0.5);
    const folders = [await write(model), await write(published), await write(published, 'torch')];
    for (const folder of folders) {
      for (const textsPerRun of [1, 3]) {
        await using encoder = await Encoder.load(folder, { raw: true, textsPerRun });
        const vectors = await encoder.encode(texts);
        for (const [i, vector] of vectors.entries()) expectVector(vector, expected[i]!);
      }
    }
  });

  it('is found by the model itself, or by the class of encoder', async () => {
    const folder = await write(published);
    for (const encoderClass of [undefined, 'unicoil']) {
      await using encoder = await loadQueryEncoder({ encoder: folder, encoderClass, raw: true });
      expectVector(await encoder.encode(texts[0]!), referenceVector(texts[0]!, 'query'));
    }
    const splade = loadQueryEncoder({ encoder: folder, encoderClass: 'splade' });
    await expect(splade).rejects.toThrow(/the encoder class of .* is unicoil, not splade/);
    const unicoil = loadQueryEncoder({ encoder: 'splade-tiny', encoderClass: 'unicoil' });
    await expect(unicoil).rejects.toThrow(/the encoder class of splade-tiny is splade, not unicoil/);
    const { query } = await describeModel(folder);
    expect(query).toMatchObject({ modules: ['UniCoilEncoder (.)'], vocabulary: model.vocabulary.length });
  });

  it('joins title and text by a space, and quantizes documents as queries', async () => {
    const folder = await write(model);
    await using encoder = await SpladeDocumentEncoder.load(folder, { addSep: true });
    const vector = await encoder.encode({ title: 'w3 w1999', text: 'w7 w3' });
    const expected = referenceVector('w3 w1999 w7 w3', 'document');
    for (const [token, weight] of expected) {
      expect(Math.abs(vector.get(token)! - (weight / 5) * 256), token).toBeLessThan(0.51);
    }
    expect(vector.size).toBe(expected.size);
  });

  it('reads as much of a text as Pyserini: its classes 128 or 512 tokens, its command 256', async () => {
    const positions = 'bert.embeddings.position_embeddings.weight';
    const long: TestModel = {
      ...model,
      config: { ...model.config, max_position_embeddings: 600 },
      tensors: new Map(model.tensors).set(positions, {
        shape: [600, width],
        data: words.data.slice(0, 600 * width),
      }),
    };
    const encoder = await write(long);
    await using queries = await SpladeQueryEncoder.load(encoder);
    await using documents = await SpladeDocumentEncoder.load(encoder);
    expect([queries, documents].map(({ counts }) => counts.maxLength)).toEqual([128, 512]);

    const folder = await tempFolder();
    const corpus = join(folder, 'corpus.jsonl');
    const text = Array.from({ length: 300 }, (_, i) => `w${i}`).join(' ');
    await writeFile(corpus, `${JSON.stringify({ id: 'd', text })}\n`);
    const { path, counts } = await encodeCollection({
      ...{ corpus, encoder, embeddings: join(folder, 'vectors') },
      encoderClass: 'unicoil',
    });
    expect(counts).toEqual({ texts: 1, truncated: 1, maxLength: 256 });
    await using cut = await SpladeDocumentEncoder.load(encoder, { maxLength: 256 });
    expect(readVectors(path)[0]!.vector).toEqual(await cut.encode(text));
  });

  it('refuses what it does not have', async () => {
    const folder = await write(model);
    for (const options of [{ dtype: 'int8' }, { pooling: 'max' }] as const) {
      const loading = SpladeQueryEncoder.load(folder, options);
      await expect(loading).rejects.toThrow(/the \w+ (int8|max) is not for a uniCOIL model/);
    }
    const lacking = new Map([...model.tensors].filter(([name]) => name !== 'tok_proj.bias'));
    const broken = await write({ ...model, tensors: lacking });
    await expect(SpladeQueryEncoder.load(broken)).rejects.toThrow(
      'checkpoint lacks the tensor tok_proj.bias',
    );
  });
});
