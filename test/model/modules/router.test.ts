import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SpladeDocumentEncoder, SpladeQueryEncoder, TokFreqQueryEncoder } from '#tserini/index.js';
import { modelSha256 } from '#tserini/model/checkpoint/fingerprint.js';
import { resolveModel } from '#tserini/model/source.js';
import { startHub } from '../../support/hub-server.ts';
import { referenceWeights } from '../../support/reference-model.ts';
import {
  type RouterModel,
  type RouterOptions,
  types6,
  writeJson,
  writeRouterModel,
} from '../../support/router-model.ts';
import { tempFolder } from '../../support/temp.ts';

const make = async (options?: RouterOptions) => writeRouterModel(join(await tempFolder(), 'model'), options);

/** The weights of the set of a query's words, which are whole tokens. */
function lookedUp({ documents, weights }: RouterModel, words: readonly string[]): [string, number][] {
  return documents.vocabulary.flatMap((token, id): [string, number][] =>
    words.includes(token) && weights[id] !== 0 ? [[token, weights[id]!]] : [],
  );
}

async function expectDocument({ folder, documents }: RouterModel): Promise<void> {
  await using encoder = await SpladeDocumentEncoder.load(folder, { raw: true, maxLength: 40 });
  const vector = await encoder.encode('w3 w1999');
  const ids = ['[CLS]', 'w3', 'w1999', '[SEP]'].map((token) => documents.vocabulary.indexOf(token));
  const expected = referenceWeights(documents, ids).map((weight) => Math.log1p(weight));
  const off = expected.map((weight, id) => Math.abs(weight - (vector.get(documents.vocabulary[id]!) ?? 0)));
  expect(Math.max(...off)).toBeLessThan(1e-5);
}

describe('a model with a Router', () => {
  type Damage = (model: RouterModel) => Promise<void>;
  const router =
    (
      change: (config: { types: Record<string, string>; structure: Record<string, string[]> }) => object,
    ): Damage =>
    async ({ folder }) => {
      const path = join(folder, 'router_config.json');
      await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))));
    };

  it.each<[string, RouterOptions]>([
    ['the transformer at the root', {}],
    ['all in folders', { document: 'document_0_MLMTransformer' }],
    ['as sentence-transformers 6 stores it', { document: 'document_0_Transformer', types: types6 }],
    ['weights by token', { query: 'query_0_IDF', weights: 'idf.json' }],
  ])('encodes queries and documents each by their modules: %s', async (_, options) => {
    const model = await make(options);
    await using encoder = await SpladeQueryEncoder.load(model.folder, { raw: true });
    const vector = await encoder.encode('w5 W1999 w5 [UNK] w7 w1998');
    expect([...vector]).toEqual(lookedUp(model, ['w5', 'w7', 'w1998', 'w1999', '[UNK]']));
    expect([...(await encoder.encode(''))]).toEqual([]);
    expect(encoder.pooling).toBeUndefined();
    await expectDocument(model);
    await using counts = await TokFreqQueryEncoder.load(model.folder);
    expect([...(await counts.encode('w5 w5 w6'))]).toEqual([
      ['w5', 2],
      ['w6', 1],
    ]);
  });

  it('looks up the set of tokens, whatever their order and number', async () => {
    const model = await make();
    await using encoder = await SpladeQueryEncoder.load(model.folder, { raw: true });
    const word = fc.integer({ min: 0, max: 2000 }).map((i) => `w${i}`);
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 30 }), async (words) => {
        expect([...(await encoder.encode(words.join(' ')))]).toEqual(lookedUp(model, words));
      }),
    );
  });

  it('cuts a query at the limit of its tokenizer, and counts it', async () => {
    const model = await make();
    const limit = { model_max_length: 2 };
    await writeJson(model.folder, 'query_0_SparseStaticEmbedding/tokenizer_config.json', limit);
    await using encoder = await SpladeQueryEncoder.load(model.folder, { raw: true });
    expect([...(await encoder.encode('w1 w4 w7'))]).toEqual(lookedUp(model, ['w1', 'w4']));
    await encoder.encode('w1 w4');
    expect(encoder.counts).toEqual({ texts: 2, truncated: 1, maxLength: 2 });
  });

  it('needs neither ONNX Runtime nor a thread for queries', async () => {
    const { folder } = await make();
    const script = `
      const { SpladeQueryEncoder } = await import(process.argv[1]);
      const { readFileSync } = await import('node:fs');
      const encoder = await SpladeQueryEncoder.load(process.argv[2]);
      const { size } = await encoder.encode('w4 w5');
      const loaded = process.platform === 'linux' && readFileSync('/proc/self/maps', 'utf8').includes('onnxruntime');
      console.log(JSON.stringify({ size, loaded, resources: process.getActiveResourcesInfo().filter((name) => /Port/.test(name)) }));`;
    const library = import.meta.resolve('#tserini/index.js');
    const args = ['--input-type=module', '--eval', script, library, folder];
    const { stdout } = await execa(process.execPath, args);
    expect(JSON.parse(stdout)).toEqual({ size: 2, loaded: false, resources: [] });
  });

  it('divides vectors by their length where Normalize says so, before the small ones are left out', async () => {
    const model = await make();
    await using plain = await SpladeQueryEncoder.load(model.folder, { raw: true });
    const weights = await plain.encode('w4 w5 w7');
    // Folders without files are in no repository.
    await router(({ types, structure }) => ({
      types: { ...types, query_1_Normalize: 'sentence_transformers.models.Normalize' },
      structure: { ...structure, query: [...structure.query!, 'query_1_Normalize'] },
    }))(model);
    await writeJson(model.folder, 'config_sentence_transformers.json', { max_active_dims: 2 });
    await using hub = await startHub('someone/a-router', model.folder);
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    vi.stubEnv('HF_HUB_CACHE', await tempFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    await using encoder = await SpladeQueryEncoder.load('someone/a-router', { raw: true });
    const vector = await encoder.encode('w4 w5 w7');
    const length = Math.hypot(...weights.values());
    expect(length).toBeGreaterThan(2);
    expect(vector.size).toBe(2);
    for (const [token, weight] of vector) expect(weight).toBeCloseTo(weights.get(token)! / length, 6);
  });

  it('has a fingerprint of all that its modules use, and of nothing else', async () => {
    const { folder } = await make();
    const before = await modelSha256(folder);
    await writeJson(folder, '1_SpladePooling/config.json', { pooling_strategy: 'sum' });
    await writeFile(join(folder, 'idf.json'), '{}');
    expect(await modelSha256(folder)).toBe(before);
    const path = join(folder, 'query_0_SparseStaticEmbedding/model.safetensors');
    const bytes = await readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path, bytes);
    expect(await modelSha256(folder)).not.toBe(before);
  });

  it('is downloaded from the Hub with the files that its modules name', async () => {
    const model = await make({ document: 'document_0_MLMTransformer' });
    await writeFile(join(model.folder, 'README.md'), 'not needed');
    await writeJson(model.folder, '1_SpladePooling/config.json', { pooling_strategy: 'sum' });
    await using hub = await startHub('someone/a-router', model.folder);
    const before = { ...process.env };
    Object.assign(process.env, { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: await tempFolder() });
    try {
      await using encoder = await SpladeQueryEncoder.load('someone/a-router', { raw: true });
      expect([...(await encoder.encode('w4 w5'))]).toEqual(lookedUp(model, ['w4', 'w5']));
      const files = hub.requests
        .filter((line) => line.includes('/resolve/'))
        .map((line) => line.split(/\/resolve\/\w+\//)[1]);
      expect(files.sort()).toEqual([
        ...['config_sentence_transformers.json', 'document_0_MLMTransformer/config.json'],
        // Its vocabulary is the same file as that of the queries, which is fetched once.
        'document_0_MLMTransformer/model.safetensors',
        ...['document_1_SpladePooling/config.json', 'modules.json'],
        ...['config.json', 'model.safetensors', 'vocab.txt'].map(
          (name) => `query_0_SparseStaticEmbedding/${name}`,
        ),
        'router_config.json',
      ]);
    } finally {
      for (const name of ['HF_ENDPOINT', 'HF_HUB_CACHE']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  it.each([true, false])('is found in the cache offline, whether it has prompts: %s', async (hasPrompts) => {
    const model = await make({});
    const prompts = join(model.folder, 'config_sentence_transformers.json');
    if (!hasPrompts) await rm(prompts);
    await using hub = await startHub('someone/a-router', model.folder);
    const cache = await tempFolder();
    const before = { ...process.env };
    Object.assign(process.env, { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache });
    try {
      const folder = (await resolveModel('someone/a-router')).folder;
      process.env.HF_HUB_OFFLINE = '1';
      expect((await resolveModel('someone/a-router')).folder).toBe(folder);
      // As versions left it that knew no prompts: the model may have some.
      await rm(join(folder, 'config_sentence_transformers.json'), { force: true });
      await rm(join(cache, 'models--someone--a-router', '.no_exist'), { recursive: true, force: true });
      await expect(resolveModel('someone/a-router')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    } finally {
      for (const name of ['HF_ENDPOINT', 'HF_HUB_CACHE', 'HF_HUB_OFFLINE']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  it.each<[string, Damage, RegExp]>([
    [
      'a module that is not known',
      router(({ types, structure }) => ({
        types: { ...types, document_2_Dense: 'sentence_transformers.models.Dense' },
        structure: { ...structure, document: [...structure.document!, 'document_2_Dense'] },
      })),
      /module sentence_transformers\.models\.Dense at "document_2_Dense" is not supported/,
    ],
    [
      'a Normalize of other things than the vectors',
      async (model) => {
        await router(({ types, structure }) => ({
          types: { ...types, query_1_Normalize: 'sentence_transformers.base.modules.normalize.Normalize' },
          structure: { ...structure, query: [...structure.query!, 'query_1_Normalize'] },
        }))(model);
        const config = { module_input_name: 'token_embeddings' };
        await writeJson(model.folder, 'query_1_Normalize/config.json', config);
      },
      /Normalize of token_embeddings is not supported/,
    ],
    [
      'a module of another package',
      router(({ types, structure }) => ({ types: { ...types, '': 'custom.MLMTransformer' }, structure })),
      /module custom\.MLMTransformer at "" is not supported/,
    ],
    [
      'a transformer without its pooling',
      router(({ types, structure }) => ({ types, structure: { ...structure, document: [''] } })),
      /the chain of modules MLMTransformer is not supported/,
    ],
    [
      'no route for queries',
      router(({ types, structure }) => ({ types, structure: { document: structure.document } })),
      /router_config\.json has no route for query \(it has document\)/,
    ],
    [
      'a mapping of routes',
      router((config) => ({ ...config, parameters: { route_mappings: { "('query', None)": 'document' } } })),
      /route_mappings/,
    ],
    [
      'a folder outside of it',
      router(({ types, structure }) => ({
        types: { ...types, '../x': types.query_0_SparseStaticEmbedding },
        structure: { ...structure, query: ['../x'] },
      })),
      /path "\.\.\/x", which is not a folder of the model/,
    ],
    [
      'more tokens than weights',
      async ({ folder }) => {
        const header = { weight: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } };
        const { safetensorsBytes } = await import('../../support/checkpoint.ts');
        const path = join(folder, 'query_0_SparseStaticEmbedding/model.safetensors');
        await writeFile(path, safetensorsBytes(header, new Uint8Array(4)));
      },
      /the tokenizer has 2100 tokens and there are 1 weights/,
    ],
    [
      'a transformer of documents that is not supported',
      async ({ folder }) => writeJson(folder, 'config.json', { architectures: ['NewForMaskedLM'] }),
      /architecture NewForMaskedLM is not supported/,
    ],
    [
      'an adapter',
      async ({ folder }) => writeJson(folder, 'adapter_config.json', { base_model_name_or_path: 'a/base' }),
      /adapter \(PEFT\) of a\/base, which is not supported/,
    ],
  ])('is refused for both sides by the name of %s', async (_, damage, message) => {
    const model = await make();
    await damage(model);
    await expect(SpladeQueryEncoder.load(model.folder)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  it('says which weights are missing', async () => {
    const model = await make();
    const folder = join(model.folder, 'query_0_SparseStaticEmbedding');
    await rename(join(folder, 'model.safetensors'), join(folder, 'weights'));
    await expect(SpladeQueryEncoder.load(model.folder)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('looked for model.safetensors, pytorch_model.bin, idf.json'),
    });
    await rm(folder, { recursive: true });
    await expect(SpladeQueryEncoder.load(model.folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
