import { lstat, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { describeModel } from '#tserini/model/describe-model.js';
import { resolveModel } from '#tserini/model/source.js';
import { makeModel, writeModel } from '../../support/checkpoint.ts';
import { commit, type HubServer, startHub } from '../../support/hub-server.ts';
import { tempFolder } from '../../support/temp.ts';

const id = 'someone/a-model';
const quick = { retryDelay: 5 };
const variables = ['HF_ENDPOINT', 'HF_HOME', 'HF_HUB_CACHE', 'HF_TOKEN', 'HF_TOKEN_PATH', 'HF_HUB_OFFLINE'];
let published: string;
let cache: string;
let hub: HubServer;

beforeAll(async () => {
  for (const name of variables) delete process.env[name];
});

beforeEach(async () => {
  published = await writeModel(join(await tempFolder(), 'published'), makeModel({ architecture: 'bert' }));
  await writeFile(join(published, 'README.md'), 'not needed');
  await writeFile(join(published, 'pytorch_model.bin'), 'not needed beside safetensors');
  hub = await startHub(id, published);
  cache = join(await tempFolder(), 'hub');
  process.env.HF_ENDPOINT = hub.endpoint;
  process.env.HF_HOME = await tempFolder();
  process.env.HF_HUB_CACHE = cache;
  onTestFinished(async () => {
    await hub[Symbol.asyncDispose]();
    for (const name of variables) delete process.env[name];
  });
});

const repository = () => join(cache, 'models--someone--a-model');
/** The files of the downloaded commit, whose weights come last. */
const snapshot = async () => (await readdir(join(repository(), 'snapshots', commit))).sort();

describe('a model on the Hub', () => {
  it("is downloaded once, in Python's layout, with only the needed files", async () => {
    const progress: [number, number][] = [];
    const { folder } = await resolveModel(id, { ...quick, onDownload: (...seen) => progress.push(seen) });
    expect(folder).toBe(join(repository(), 'snapshots', commit));
    expect((await readdir(folder)).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt']);
    expect(await readFile(join(repository(), 'refs', 'main'), 'utf8')).toBe(commit);
    expect((await lstat(join(folder, 'model.safetensors'))).isSymbolicLink()).toBe(true);
    for (const name of await readdir(folder)) {
      expect(await readFile(join(folder, name))).toEqual(await readFile(join(published, name)));
    }
    const [done, total] = progress.at(-1)!;
    expect(done).toBe(total);
    const before = hub.requests.length;
    await resolveModel(id, quick);
    expect(hub.requests.slice(before).filter((request) => request.includes('/resolve/'))).toEqual([]);
    await resolveModel(`${id}@${commit}`, quick);
    process.env.HF_HUB_OFFLINE = '1';
    const asked = hub.requests.length;
    expect((await resolveModel(id)).folder).toBe(folder);
    expect(hub.requests).toHaveLength(asked);
  });

  it('encodes from the cache as from its own folder', async () => {
    const vector = async (name: string) => {
      await using encoder = await SpladeQueryEncoder.load(name, { maxLength: 32, ...quick });
      return [...(await encoder.encode('w3 w1999 abc'))];
    };
    expect(await vector(id)).toEqual(await vector(published));
  });

  it('resumes after a broken connection', async () => {
    hub.faults.breakAfter = [30_000, 20_000];
    const { folder } = await resolveModel(id, quick);
    const name = 'model.safetensors';
    expect(await readFile(join(folder, name))).toEqual(await readFile(join(published, name)));
    const ranges = hub.requests
      .filter((request) => request.includes(name))
      .map((request) => request.split(' ')[2]);
    expect(ranges).toEqual([undefined, 'bytes=30000-', 'bytes=50000-']);
  });

  it('resumes in the next process, even if the server sends all of it again', async () => {
    hub.faults.breakAfter = Array.from({ length: 9 }, () => 0);
    hub.faults.breakAfter[0] = 30_000;
    await expect(resolveModel(id, quick)).rejects.toMatchObject({ code: 'DOWNLOAD' });
    const blobs = await readdir(join(repository(), 'blobs'));
    const incomplete = blobs.find((name) => name.endsWith('.incomplete'))!;
    expect((await stat(join(repository(), 'blobs', incomplete))).size).toBe(30_000);
    expect(await snapshot()).toEqual(['config.json', 'vocab.txt']);
    Object.assign(hub.faults, { breakAfter: [], ignoresRange: true });
    const { folder } = await resolveModel(id, quick);
    const name = 'model.safetensors';
    expect(await readFile(join(folder, name))).toEqual(await readFile(join(published, name)));
  });

  it('is downloaded again if the partial file is corrupted', async () => {
    hub.faults.breakAfter = [30_000, 0, 0, 0, 0, 0, 0];
    await expect(resolveModel(id, quick)).rejects.toMatchObject({ code: 'DOWNLOAD' });
    const blobs = join(repository(), 'blobs');
    const incomplete = (await readdir(blobs)).find((name) => name.endsWith('.incomplete'))!;
    await writeFile(join(blobs, incomplete), Buffer.alloc(30_000, 1));
    hub.faults.breakAfter = [];
    const { folder } = await resolveModel(id, quick);
    const name = 'model.safetensors';
    expect(await readFile(join(folder, name))).toEqual(await readFile(join(published, name)));
  });

  it('is refused if the server sends invalid hashes, which would become file names', async () => {
    hub.faults.hash = '../../../../outside';
    await expect(resolveModel(id, quick)).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringContaining('invalid hash or name for someone/a-model: "../../../../outside"'),
    });
    expect(await readdir(cache).catch(() => [])).toEqual([]);
  });

  it('waits for Retry-After, and retries after a server error', async () => {
    Object.assign(hub.faults, { statuses: [429], retryAfter: '1' });
    const started = performance.now();
    await resolveModel(id, quick);
    expect(performance.now() - started).toBeGreaterThan(990);
    await rm(cache, { recursive: true });
    Object.assign(hub.faults, { statuses: [500, 503], retryAfter: undefined });
    await resolveModel(id, quick);
  });

  const statuses: readonly (readonly [number, string, RegExp])[] = [
    [
      401,
      'DOWNLOAD',
      /no access to someone\/a-model \(.* 401, no token was sent\): .* accept its conditions, and log in/,
    ],
    [403, 'DOWNLOAD', /no access to someone\/a-model \(.* 403/],
    [404, 'NOT_FOUND', /no model someone\/a-model with the revision main \(the Hub answered 404\)/],
    [429, 'DOWNLOAD', /answered 429 .* too many requests, try again later/],
    [500, 'DOWNLOAD', /answered 500 .* try again later/],
  ];
  it.each(statuses)('names the way out after status %d', async (status, code, message) => {
    hub.faults.statuses = Array.from({ length: 9 }, () => status);
    await expect(resolveModel(id, quick)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(hub.requests.length).toBe(status >= 429 ? 5 : 1);
  });

  const corruptions: readonly (readonly [string, (bytes: Buffer) => Buffer, RegExp])[] = [
    [
      'wrong bytes',
      (bytes) => Buffer.concat([Buffer.from([bytes[0]! ^ 1]), bytes.subarray(1)]),
      /is \w+, expected/,
    ],
    ['too few bytes', (bytes) => bytes.subarray(1), /bytes came, expected/],
    ['too many bytes', (bytes) => Buffer.concat([bytes, bytes]), /more than the expected \d+ bytes/],
  ];
  it.each(corruptions)('is refused with %s', async (_, corrupt, message) => {
    hub.faults.corrupt = corrupt;
    await expect(resolveModel(id, quick)).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringMatching(message),
    });
    await expect(stat(join(repository(), 'snapshots'))).rejects.toThrow();
  });

  it('is downloaded with the token of the environment or of the login if gated', async () => {
    hub.faults.gatedBy = 'a-token';
    await expect(resolveModel(id, quick)).rejects.toThrow(/401, no token was sent/);
    process.env.HF_TOKEN = 'another';
    await expect(resolveModel(id, quick)).rejects.toThrow(/403, the token in use has no access/);
    process.env.HF_TOKEN = 'a-token';
    await resolveModel(id, quick);
    delete process.env.HF_TOKEN;
    await rm(cache, { recursive: true });
    await writeFile(join(process.env.HF_HOME!, 'token'), 'a-token\n');
    await resolveModel(id, quick);
  });

  it('is read from the cache if the Hub refuses or is unreachable, but not if incomplete', async () => {
    const { folder } = await resolveModel(id, quick);
    hub.faults.statuses = [401];
    expect((await resolveModel(id, quick)).folder).toBe(folder);
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    expect((await resolveModel(id, { retries: 0 })).folder).toBe(folder);
    await rm(join(folder, 'model.safetensors'));
    await expect(resolveModel(id, { retries: 0 })).rejects.toThrow(
      /the Hub cannot be reached for someone\/a-model/,
    );
    process.env.HF_HUB_OFFLINE = '1';
    await expect(resolveModel(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stops the download by a signal', async () => {
    const stop = new AbortController();
    const resolving = resolveModel(id, { ...quick, signal: stop.signal, onDownload: () => stop.abort() });
    await expect(resolving).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('is refused by its configuration or tokenizer before the weights are asked for', async () => {
    const write = (name: string, value: object) => writeFile(join(published, name), JSON.stringify(value));
    const config = JSON.parse(await readFile(join(published, 'config.json'), 'utf8'));
    const unsupported: readonly (readonly [string, object, RegExp])[] = [
      ['tokenizer_config.json', { tokenizer_class: 'BertJapaneseTokenizer' }, /BertJapaneseTokenizer/],
      ['sentence_bert_config.json', { transformer_task: 'text-generation' }, /text-generation/],
      [
        'adapter_config.json',
        { base_model_name_or_path: 'someone/base' },
        /adapter \(PEFT\) of someone\/base/,
      ],
      [
        'config.json',
        { ...config, architectures: ['LlamaForCausalLM'] },
        /LlamaForCausalLM is not supported/,
      ],
    ];
    for (const [file, content, message] of unsupported) {
      await write(file, content);
      await using other = await startHub(id, published);
      process.env.HF_ENDPOINT = other.endpoint;
      await expect(resolveModel(id, quick)).rejects.toMatchObject({
        code: 'MODEL',
        message: expect.stringMatching(message),
      });
      expect(other.requests.join()).toContain('/config.json');
      expect(other.requests.join()).not.toContain('model.safetensors');
      expect(await snapshot()).not.toContain('model.safetensors');
      await rm(cache, { recursive: true });
      await rm(join(published, file));
    }
    await write('config.json', { ...config, architectures: ['LlamaForCausalLM'] });
    await using other = await startHub(id, published);
    process.env.HF_ENDPOINT = other.endpoint;
    const { query } = await describeModel(id, quick);
    expect(query.unsupported).toMatch(/LlamaForCausalLM is not supported/);
  });

  it('of an exported graph needs no configuration, and may call its vocabulary as castorini does', async () => {
    for (const name of ['config.json', 'pytorch_model.bin']) await rm(join(published, name));
    await rename(join(published, 'model.safetensors'), join(published, 'model.onnx'));
    await rename(join(published, 'vocab.txt'), join(published, 'wordpiece-vocab.txt'));
    await using other = await startHub(id, published);
    process.env.HF_ENDPOINT = other.endpoint;
    await resolveModel(id, quick);
    expect(await snapshot()).toEqual(['model.onnx', 'wordpiece-vocab.txt']);
  });

  it('is refused without weights', async () => {
    const empty = await tempFolder();
    await writeFile(join(empty, 'config.json'), '{}');
    await using other = await startHub('someone/empty', empty);
    process.env.HF_ENDPOINT = other.endpoint;
    await expect(resolveModel('someone/empty', quick)).rejects.toMatchObject({ code: 'MODEL' });
  });
});
