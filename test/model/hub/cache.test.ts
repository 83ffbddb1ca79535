import { mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { HubCache } from '#tserini/model/hub/cache.js';
import { commit } from '../../support/hub-server.ts';
import { tempFolder } from '../../support/temp.ts';

let cache: HubCache;

beforeEach(async () => {
  cache = new HubCache(await tempFolder(), { name: 'someone/a-model', revision: 'main' });
});

async function write(path: string, contents: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}

/** Puts files into the commit's folder, as downloads do. */
async function publish(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [i, [name, contents]] of Object.entries(files).entries()) {
    await write(cache.blob(`blob${i}`), contents);
    await cache.link(commit, name, `blob${i}`);
  }
  await cache.remember('main', commit);
}

const whole = { 'config.json': '{}', 'vocab.txt': '[PAD]', 'model.safetensors': 'weights' };
const shard = (i: number) => `model-0000${i}-of-00002.safetensors`;
const shards = { 'config.json': '{}', 'tokenizer.json': '{}', [shard(1)]: 'one', [shard(2)]: 'two' };
const index = (...names: string[]) => ({
  'model.safetensors.index.json': JSON.stringify({ weight_map: Object.fromEntries(names.entries()) }),
});

describe('a revision in the cache', () => {
  it('resolves to the commit of the last request', async () => {
    expect(await cache.commitOf('main')).toBeUndefined();
    expect(await cache.completeSnapshot('main')).toBeUndefined();
    expect(await cache.commitOf(commit)).toBe(commit);
    await cache.remember('refs/pr/3', commit);
    expect(await cache.commitOf('refs/pr/3')).toBe(commit);
    await write(join(cache.folder, 'refs/corrupted'), '../../elsewhere');
    expect(await cache.commitOf('corrupted')).toBeUndefined();
    // No ref is stored for a commit.
    await cache.remember(commit, commit);
    await expect(readFile(join(cache.folder, 'refs', commit))).rejects.toThrow();
  });

  it.each<[string, Record<string, string>]>([
    ['a file of weights', whole],
    ['all shards of the weights', { ...shards, ...index(shard(1), shard(2)) }],
  ])('is whole with a tokenizer and %s', async (_, files) => {
    await publish(files);
    expect(await cache.completeSnapshot('main')).toBe(cache.snapshot(commit));
    expect(await cache.completeSnapshot(commit)).toBe(cache.snapshot(commit));
  });

  it.each<[string, Record<string, string>]>([
    ['a tokenizer', { 'config.json': '{}', 'model.safetensors': 'weights' }],
    ['weights', { 'config.json': '{}', 'vocab.txt': '[PAD]' }],
    ['a shard', { ...shards, ...index(shard(1), shard(2), 'model-00003-of-00003.safetensors') }],
    ['an index of its shards that can be read', { ...shards, 'model.safetensors.index.json': '{' }],
  ])('is not whole without %s', async (_, files) => {
    await publish(files);
    expect(await cache.completeSnapshot('main')).toBeUndefined();
  });

  it('is incomplete if the blob of a link is missing', async () => {
    await publish(whole);
    await rm(cache.blob('blob2'));
    expect(await cache.completeSnapshot('main')).toBeUndefined();
  });
});

describe('a link to a blob', () => {
  it('can be created concurrently, in subfolders, and repeatedly', async () => {
    await write(cache.blob('blob'), 'bytes');
    const name = '1_SpladePooling/config.json';
    await Promise.all(Array.from({ length: 8 }, () => cache.link(commit, name, 'blob')));
    await cache.link(commit, name, 'blob');
    const path = join(cache.snapshot(commit), name);
    expect(await readlink(path)).toBe('../../../blobs/blob');
    expect(await readFile(path, 'utf8')).toBe('bytes');
  });

  it('is an error if a broken link exists', async () => {
    await write(cache.blob('blob'), 'bytes');
    await mkdir(cache.snapshot(commit), { recursive: true });
    await symlink('../../blobs/other', join(cache.snapshot(commit), 'config.json'));
    await expect(cache.link(commit, 'config.json', 'blob')).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
