import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SpladeDocumentEncoder, type SpladeEncoderOptions, SpladeQueryEncoder } from '#tserini/index.js';
import { makeModel, writeModel } from '../support/checkpoint.ts';
import { writeJson } from '../support/router-model.ts';
import { tempFolder } from '../support/temp.ts';

type Files = Readonly<Record<string, object>>;
type Vector = [string, number][];

const general = 'config_sentence_transformers.json';
const settings = 'sentence_bert_config.json';

/** A masked-language model of 40 positions, with these files beside it. */
async function model(files: Files = {}): Promise<string> {
  const folder = await writeModel(join(await tempFolder(), 'model'), makeModel({ architecture: 'bert' }));
  for (const [name, value] of Object.entries(files)) await writeJson(folder, name, value);
  return folder;
}

async function query(folder: string, text: string, options: SpladeEncoderOptions = {}): Promise<Vector> {
  await using encoder = await SpladeQueryEncoder.load(folder, { raw: true, ...options });
  return [...(await encoder.encode(text))];
}

async function document(folder: string, text: string, options: SpladeEncoderOptions = {}): Promise<Vector> {
  await using encoder = await SpladeDocumentEncoder.load(folder, { raw: true, ...options });
  return [...(await encoder.encode(text))];
}

const modules = [
  { path: '', type: 'sentence_transformers.base.modules.transformer.Transformer' },
  { path: '1_SpladePooling', type: 'sentence_transformers.sparse_encoder.models.SpladePooling' },
];

describe("a model's configuration", () => {
  it('puts its prompts before queries and documents; a prefix is used in their place', async () => {
    const plain = await model();
    const prompted = await model({ [general]: { prompts: { query: 'w3 w4 ', document: 'w5 ' } } });
    expect(await query(prompted, 'w6')).toEqual(await query(plain, 'w3 w4 w6'));
    expect(await document(prompted, 'w6')).toEqual(await document(plain, 'w5 w6'));
    for (const [prefix, text] of [
      ['w7', 'w7 w6'],
      ['', 'w6'],
    ] as const) {
      expect(await query(prompted, 'w6', { prefix })).toEqual(await query(plain, text));
      expect(await document(prompted, 'w6', { prefix })).toEqual(await document(plain, text));
    }
  });

  it('keeps the largest weights, as many as max_active_dims says', async () => {
    const all = await query(await model(), 'w3 w1999');
    const kept = await query(await model({ [general]: { max_active_dims: 24 } }), 'w3 w1999');
    const least = all.map(([, weight]) => weight).sort((a, b) => b - a)[23]!;
    expect(kept).toHaveLength(24);
    expect(kept).toEqual(all.filter(([, weight]) => weight >= least));
    await expect(query(await model({ [general]: { max_active_dims: 0 } }), 'w3')).rejects.toThrow(
      /max_active_dims 0 is not a number of weights/,
    );
  });

  it.each<[string, Files, number]>([
    ['the positions, of a model that says nothing', {}, 40],
    [
      'max_seq_length',
      { [settings]: { max_seq_length: 6 }, 'tokenizer_config.json': { model_max_length: 9 } },
      6,
    ],
    ['model_max_length', { [settings]: {}, 'tokenizer_config.json': { model_max_length: 9 } }, 9],
    ['the positions, where max_seq_length is higher', { [settings]: { max_seq_length: 512 } }, 40],
    [
      'the length for queries',
      { [settings]: { max_seq_length: 12, query_length: 7, document_length: 8 } },
      7,
    ],
  ])('limits the length by %s', async (_, files, limit) => {
    const folder = await model(files);
    const words = Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ');
    await using encoder = await SpladeQueryEncoder.load(folder, { raw: true });
    expect([...(await encoder.encode(words))]).toEqual(await query(folder, words, { maxLength: limit }));
    await encoder.encode('w1');
    expect(encoder.counts).toEqual({ texts: 2, truncated: 1, maxLength: limit });
    await expect(query(folder, 'w1', { maxLength: 41 })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('exceeds the 40 positions'),
    });
  });

  it('lowercases where do_lower_case says so, whatever the tokenizer does', async () => {
    const cased = { 'tokenizer_config.json': { do_lower_case: false } };
    const unknown = await query(await model(cased), '[UNK] w4');
    expect(await query(await model(cased), 'W3 w4')).toEqual(unknown);
    const lowered = await model({ ...cased, [settings]: { do_lower_case: true } });
    expect(await query(lowered, 'W3 w4')).toEqual(await query(await model(), 'w3 w4'));
  });

  it("overrides tokenizer.json's normalizer by the settings of BERT's tokenizer", async () => {
    const folder = await model({
      'tokenizer_config.json': { tokenizer_class: 'BertTokenizer', do_lower_case: false },
    });
    const { bertTokenizerDefinition } = await import('#tserini/model/tokenizer/bert-vocabulary.js');
    const vocabulary = makeModel({ architecture: 'bert' }).vocabulary.join('\n');
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(bertTokenizerDefinition(vocabulary, {})));
    expect(await query(folder, 'W3 w4')).toEqual(await query(folder, '[UNK] w4'));
  });

  it.each<[Files, RegExp]>([
    [
      { 'tokenizer_config.json': { tokenizer_class: 'BertJapaneseTokenizer' } },
      /tokenizer_class BertJapaneseTokenizer/,
    ],
    [{ 'tokenizer_config.json': { auto_map: { AutoTokenizer: ['x.Y', null] } } }, /code of its own/],
    [{ 'modules.json': modules }, /transformer_task feature-extraction \(fill-mask is\)/],
    [{ [settings]: { query_expansion: { length: 32 } } }, /query_expansion \{"length":32\}/],
    [
      { [settings]: { modality_config: { text: { method: 'forward', method_output_name: 'x' } } } },
      /modality_config/,
    ],
  ])('is refused where it asks for what is not supported: %j', async (files, message) => {
    await expect(query(await model(files), 'w3')).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });
});

describe('an encoder', () => {
  it('leaves special tokens out where that is asked for', async () => {
    const folder = await model();
    const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
    const all = await query(folder, 'w3 [UNK] w9');
    expect(all.some(([token]) => special.includes(token))).toBe(true);
    expect(await query(folder, 'w3 [UNK] w9', { maskSpecialTokens: true })).toEqual(
      all.filter(([token]) => !special.includes(token)),
    );
  });

  it('warns once of a model that gives most of its tokens a weight', async () => {
    const made = makeModel({ architecture: 'bert' });
    const bias = made.tensors.get('cls.predictions.bias')!;
    const dense = {
      ...made,
      tensors: new Map(made.tensors).set('cls.predictions.bias', { ...bias, data: bias.data.map(() => 1) }),
    };
    const folder = await writeModel(join(await tempFolder(), 'dense'), dense);
    const warnings: string[] = [];
    await using encoder = await SpladeQueryEncoder.load(folder, {
      onWarning: (message) => warnings.push(message),
    });
    await encoder.encode(['w3', 'w4']);
    expect(warnings).toEqual([
      expect.stringMatching(/dense gives \d+ of its 2100 tokens a weight .* sparse model\?/),
    ]);
  });
});
