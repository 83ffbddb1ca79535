import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SpladeQueryEncoder } from '#tserini/index.js';

import { makeModel, type TestForm, type TestModel, writeModel } from '../../support/checkpoint.ts';
import { loadModel } from '../../support/load-model.ts';
import { tempFolder } from '../../support/temp.ts';
import type { TestArchitecture } from '../../support/test-families.ts';

const bert = makeModel({ architecture: 'bert' });

async function written(model: TestModel = bert, form: TestForm = 'safetensors'): Promise<string> {
  return writeModel(join(await tempFolder(), 'model'), model, form);
}

const withConfig = (change: Record<string, unknown>): TestModel => ({
  ...bert,
  config: { ...bert.config, ...change },
});

it('refuses a model of SLIM by its name, on the Hub and in a folder', async () => {
  const folder = await writeModel(join(await tempFolder(), 'slimr-pp-msmarco-passage'), bert, 'safetensors');
  for (const name of ['castorini/slimr-msmarco-passage', folder]) {
    await expect(SpladeQueryEncoder.load(name)).rejects.toMatchObject({
      code: 'MODEL',
      message: `SLIM models are not supported: ${name}`,
    });
  }
});

describe('refuses a model folder', () => {
  const configs: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['no vocab_size', { vocab_size: undefined }, /lacks a whole number for vocab_size/],
    [
      'another architecture',
      { architectures: ['T5ForConditionalGeneration'] },
      /T5ForConditionalGeneration .*\(BertForMaskedLM, DistilBertForMaskedLM/,
    ],
    ['no masked-language head', { architectures: ['BertModel'] }, /architecture BertModel is not supported/],
    ['another activation', { hidden_act: 'quick_gelu' }, /activation quick_gelu is not supported \(gelu/],
    [
      'relative positions',
      { position_embedding_type: 'relative_key' },
      /position_embedding_type relative_key/,
    ],
    ['attention to the tokens before alone', { is_decoder: true }, /is_decoder true is not supported/],
    ['heads that do not divide the width', { num_attention_heads: 3 }, /3 attention heads do not divide/],
    [
      'another width',
      { hidden_size: 32 },
      /word_embeddings\.weight has the shape \[2100,16\], the config says/,
    ],
    ['a layer more', { num_hidden_layers: 3 }, /lacks the tensor bert\.encoder\.layer\.2\./],
  ];
  it.each(configs)('with %s', async (_, change, message) => {
    const folder = await written(withConfig(change));
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  const variants: readonly (readonly [TestArchitecture, Record<string, unknown>, RegExp])[] = [
    [
      'modernbert',
      { layer_types: ['full_attention', 'chunked_attention'] },
      /layer_types "chunked_attention" is/,
    ],
    ['modernbert', { layer_types: ['full_attention'] }, /layer_types has 1 entries for 2 layers/],
    [
      'modernbert',
      { rope_parameters: { full_attention: { rope_type: 'yarn', rope_theta: 500 } } },
      /rope_type yarn is not supported/,
    ],
    ['deberta', { conv_kernel_size: 3 }, /conv_kernel_size 3 is not supported/],
    ['deberta', { pos_att_type: ['c2p'] }, /pos_att_type c2p is not supported/],
    ['roberta', { pad_token_id: 50 }, /no positions are left behind the pad's/],
    ['albert', { embedding_size: 12 }, /word_embeddings\.weight has the shape \[2100,8\]/],
  ];
  it.each(variants)('of %s with %j', async (architecture, change, message) => {
    const made = makeModel({ architecture });
    const folder = await written({ ...made, config: { ...made.config, ...change } });
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  it('with the tokenizer of another model', async () => {
    const folder = await written({ ...bert, vocabulary: [...bert.vocabulary, 'one', 'more'] });
    await expect(loadModel(folder)).rejects.toThrow(/tokenizer has 2102 tokens, the model 2100/);
    const small = await written({ ...bert, vocabulary: bert.vocabulary.slice(0, 1000) });
    await expect(loadModel(small)).rejects.toThrow(/tokenizer has 1000 tokens, the model 2100/);
  });

  it.each(['config.json', 'model.safetensors', 'vocab.txt'])('without %s', async (name) => {
    const folder = await written();
    await rm(join(folder, name));
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('with invalid JSON', async () => {
    const folder = await written();
    await writeFile(join(folder, 'config.json'), '{"vocab_size": ');
    await expect(loadModel(folder)).rejects.toThrow(/is not JSON: .*config\.json/);
    await writeFile(join(folder, 'config.json'), '[]');
    await expect(loadModel(folder)).rejects.toThrow(/not a JSON object/);
    const other = await written();
    await writeFile(join(other, 'tokenizer.json'), '{}');
    await expect(loadModel(other)).rejects.toMatchObject({ code: 'MODEL' });
  });

  it('with an index of a file outside it, or of a missing shard', async () => {
    const folder = await written(bert, 'shards');
    const path = join(folder, 'model.safetensors.index.json');
    const index = JSON.parse(await readFile(path, 'utf8')) as { weight_map: Record<string, string> };
    const [first] = Object.keys(index.weight_map);
    for (const [file, code] of [
      ['../other.safetensors', 'MODEL'],
      ['none.safetensors', 'NOT_FOUND'],
    ] as const) {
      await writeFile(path, JSON.stringify({ weight_map: { ...index.weight_map, [first!]: file } }));
      await expect(loadModel(folder)).rejects.toMatchObject({ code });
    }
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)(
    `without read permission${isRoot ? ' (skipped: root can read everything)' : ''}`,
    async () => {
      const folder = await written();
      await chmod(join(folder, 'model.safetensors'), 0);
      await expect(loadModel(folder)).rejects.toMatchObject({ code: 'IO' });
    },
  );
});
