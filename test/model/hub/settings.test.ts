import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseModelId } from '#tserini/model/hub/model-id.js';
import { hubSettings } from '#tserini/model/hub/settings.js';
import { readLayout } from '#tserini/model/modules/layout.js';
import { neededFiles } from '#tserini/model/modules/model-files.js';
import { tempFolder } from '../../support/temp.ts';

describe('the settings of the Hub', () => {
  const before = { ...process.env };
  let home: string;

  beforeEach(async () => {
    for (const name of Object.keys(process.env)) {
      if (/^(HF_|HUGGING|TRANSFORMERS_|XDG_CACHE)/.test(name)) delete process.env[name];
    }
    home = await tempFolder();
    process.env.HOME = home;
    expect(homedir()).toBe(home);
  });

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name];
    Object.assign(process.env, before);
  });

  async function login(folder: string, token: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'token'), ` ${token}\n`);
  }

  it('have defaults', async () => {
    const { endpoint, token, offline } = await hubSettings();
    expect([endpoint, token, offline]).toEqual(['https://huggingface.co', undefined, false]);
  });

  it('include the address without slashes at its end, and the offline mode', async () => {
    process.env.HF_ENDPOINT = 'http://mirror/hub//';
    process.env.TRANSFORMERS_OFFLINE = 'Yes';
    expect(await hubSettings()).toMatchObject({ endpoint: 'http://mirror/hub', offline: true });
    process.env.TRANSFORMERS_OFFLINE = '0';
    expect(await hubSettings()).toMatchObject({ offline: false });
    process.env.HF_HUB_OFFLINE = 'on';
    expect(await hubSettings()).toMatchObject({ offline: true });
  });

  it('include the given token, or the one of the login, in any location', async () => {
    const token = async () => (await hubSettings()).token;
    await login(join(home, '.cache/huggingface'), 'of-the-home');
    expect(await token()).toBe('of-the-home');
    process.env.XDG_CACHE_HOME = join(home, 'xdg');
    expect(await token()).toBeUndefined();
    await login(join(home, 'xdg/huggingface'), 'of-the-caches');
    expect(await token()).toBe('of-the-caches');
    process.env.HF_HOME = join(home, 'hf');
    await login(join(home, 'hf'), 'of-the-Hub');
    expect(await token()).toBe('of-the-Hub');
    await login(join(home, 'elsewhere'), 'of-a-file');
    process.env.HF_TOKEN_PATH = join(home, 'elsewhere/token');
    expect(await token()).toBe('of-a-file');
    process.env.HF_HUB_DISABLE_IMPLICIT_TOKEN = '1';
    expect(await token()).toBeUndefined();
    process.env.HUGGING_FACE_HUB_TOKEN = ' old-name ';
    expect(await token()).toBe('old-name');
    process.env.HF_TOKEN = 'given';
    expect(await token()).toBe('given');
    process.env.HF_TOKEN = ' ';
    expect(await token()).toBeUndefined();
  });

  it('expand the paths of the caches and of the token, as huggingface_hub does', async () => {
    const folder = async () => (await hubSettings()).cacheFolder;
    expect(await folder()).toBe(join(home, '.cache/huggingface/hub'));
    process.env.XDG_CACHE_HOME = '~/xdg';
    expect(await folder()).toBe(join(home, 'xdg/huggingface/hub'));
    process.env.HF_HOME = '$HOME/x';
    expect(await folder()).toBe(join(home, 'x/hub'));
    process.env.HF_HOME = '~/x';
    await login(join(home, 'x'), 'of-the-home');
    expect(await hubSettings()).toMatchObject({ cacheFolder: join(home, 'x/hub'), token: 'of-the-home' });
    process.env.HUGGINGFACE_HUB_CACHE = `\${HF_HOME}/old`;
    expect(await folder()).toBe('~/x/old');
    process.env.HF_HUB_CACHE = '~/models';
    expect(await folder()).toBe(join(home, 'models'));
    await login(join(home, 'elsewhere'), 'of-a-file');
    process.env.HF_TOKEN_PATH = '~/elsewhere/token';
    expect((await hubSettings()).token).toBe('of-a-file');
  });

  it('refuse a token or an address that cannot be used, and do not repeat it', async () => {
    const refused = async (message: RegExp) => {
      const error: unknown = await hubSettings().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: expect.stringMatching(message) });
      expect(inspect(error, { depth: 20 })).not.toContain('hunter');
    };
    process.env.HF_TOKEN = 'hunt€r2\n';
    await refused(/^HF_TOKEN cannot be used: its character 5 is/);
    process.env.HF_TOKEN = '';
    await login(join(home, '.cache/huggingface'), 'hunter 2');
    await refused(/^the token in .*token cannot be used: its character 7 is/);
    process.env.HF_TOKEN = 'given\n';
    expect((await hubSettings()).token).toBe('given');
    process.env.HF_ENDPOINT = 'https://me:hunter2@mirror';
    await refused(/^HF_ENDPOINT must not hold a password/);
  });
});

describe('the id of a model', () => {
  it.each([
    ['naver/splade-v3', { name: 'naver/splade-v3', revision: 'main' }],
    ['gpt2', { name: 'gpt2', revision: 'main' }],
    ['a/b.c@refs/pr/3', { name: 'a/b.c', revision: 'refs/pr/3' }],
  ])('%s', (text, id) => expect(parseModelId(text)).toEqual(id));

  it.each(['', 'a/b/c', '/a', 'a/', 'a--b', 'a..b', '../a', 'a@', 'a@b..c', 'a b', './a'])(
    'cannot be %s',
    (text) => expect(parseModelId(text)).toBeUndefined(),
  );
});

describe('neededFiles', async () => {
  const base = ['config.json', 'README.md'];
  const bare = await readLayout(async () => undefined, 'a bare model');
  const choice = (...names: string[]) => neededFiles([...base, ...names], bare);

  it('chooses the weights in the best format', () => {
    expect(choice('pytorch_model.bin', 'model.safetensors')).toEqual(['config.json', 'model.safetensors']);
    expect(choice('pytorch_model.bin', 'a.onnx')).toEqual(['config.json', 'pytorch_model.bin']);
    expect(choice('a.onnx', 'bert-vocab.txt')).toEqual(['config.json', 'bert-vocab.txt', 'a.onnx']);
    const shards = ['pytorch_model.bin.index.json', 'pytorch_model-00001-of-00001.bin'];
    expect(choice(...shards)).toEqual(['config.json', ...shards]);
    expect(choice('onnx/model.onnx', 'onnx/model_O3.onnx', 'onnx/model.onnx_data')).toEqual([
      ...['config.json', 'onnx/model.onnx', 'onnx/model.onnx_data'],
    ]);
  });

  it('returns undefined for missing, incomplete or ambiguous weights', () => {
    expect(choice()).toBeUndefined();
    expect(choice('model.safetensors.index.json')).toBeUndefined();
    expect(choice('model-00001-of-00002.safetensors')).toBeUndefined();
    expect(() => choice('a.onnx', 'b.onnx')).toThrow(/name one with --onnx-file: a\.onnx, b\.onnx/);
  });
});
