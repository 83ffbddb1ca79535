import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { fetchPublishedFile, type PublishedFile } from '#tserini/datasets/published-file.js';
import { type Answer, answerWith } from '../support/answering-server.ts';
import { serveFiles } from '../support/file-server.ts';
import { tempFolder } from '../support/temp.ts';

const contents = '1\tfirst\n2\tsecond\n'.repeat(1000);
const sha256 = createHash('sha256').update(contents).digest('hex');
let cache = '';

beforeEach(async () => {
  cache = await tempFolder();
  vi.stubEnv('PYSERINI_CACHE', cache);
  return () => vi.unstubAllEnvs();
});

/** A file that is published at `/pinned`, and at `/newest`. */
const made = (url: string): PublishedFile => ({
  names: ['made'],
  file: 'topics.made.tsv',
  urls: [`${url}/pinned`, `${url}/newest`],
  folders: ['topics-and-qrels', 'topics'],
  size: contents.length,
  hash: sha256,
  algorithm: 'sha256',
});

const cached = () => readdir(join(cache, 'topics-and-qrels')).catch(() => []);

/** The file on a server that answers its requests so, one after another. */
const answers = (pinned: readonly Answer[], newest: readonly Answer[] = []) =>
  answerWith({
    'HEAD /pinned': pinned,
    'GET /pinned': pinned,
    'HEAD /newest': newest,
    'GET /newest': newest,
  });

it('is fetched once, resumed after a broken connection, and fetched by one of two that ask', async () => {
  await using server = await serveFiles({ '/pinned': Buffer.from(contents) });
  server.breakAfter.push(5000);
  const file = made(server.url);
  const [path, other] = await Promise.all([fetchPublishedFile(file), fetchPublishedFile(file)]);
  expect(path).toBe(join(cache, 'topics-and-qrels/topics.made.tsv'));
  expect(other).toBe(path);
  expect(await readFile(path, 'utf8')).toBe(contents);
  expect(server.requests.filter((line) => line.startsWith('GET'))).toEqual([
    'GET /pinned',
    'GET /pinned bytes=5000-',
  ]);
  expect(await cached()).toEqual(['topics.made.tsv']);
});

it('is refused where it changed since its checksum was taken', async () => {
  for (const changed of [contents.replace('first', 'First'), `${contents}3\tthird\n`, contents.slice(1)]) {
    await using server = await answers([{ body: changed }]);
    await expect(fetchPublishedFile(made(server.url))).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringMatching(
        /^download of topics\.made\.tsv failed: .*(expected|expected \d+ bytes)/,
      ),
    });
    expect(await cached()).not.toContain('topics.made.tsv');
  }
});

it('is fetched from the next address where the pinned one answers 404, and refused where all do', async () => {
  {
    await using server = await answers([{ status: 404 }], [{ body: contents }]);
    expect(await readFile(await fetchPublishedFile(made(server.url)), 'utf8')).toBe(contents);
  }
  vi.stubEnv('PYSERINI_CACHE', await tempFolder());
  await using server = await answers([{ status: 404 }], [{ status: 404 }]);
  await expect(fetchPublishedFile(made(server.url))).rejects.toMatchObject({
    code: 'DOWNLOAD',
    message: `download of topics.made.tsv failed: the server answered 404 (${server.url}/pinned, ${server.url}/newest)`,
  });
});

it('waits where the server limits the rate, and says so where that does not end', async () => {
  const limit = { status: 429 };
  const options = { retryDelay: 1 };
  {
    await using server = await answers([limit, limit, { body: contents }]);
    expect(await readFile(await fetchPublishedFile(made(server.url), options), 'utf8')).toBe(contents);
  }
  vi.stubEnv('PYSERINI_CACHE', await tempFolder());
  await using server = await answers([limit], [{ body: contents }]);
  await expect(fetchPublishedFile(made(server.url), options)).rejects.toMatchObject({
    code: 'DOWNLOAD',
    message: `download of topics.made.tsv failed: the server answered 429 (${server.url}/pinned)`,
  });
});

it('is not taken from the cache where another file has its name', async () => {
  await using server = await serveFiles({ '/pinned': Buffer.from(contents) });
  await mkdir(join(cache, 'topics'));
  const path = join(cache, 'topics/topics.made.tsv');
  await writeFile(path, 'half of it');
  await expect(fetchPublishedFile(made(server.url))).rejects.toMatchObject({
    code: 'INPUT',
    value: path,
    message: expect.stringMatching(/is not the file that is published: its sha256 is .*; remove it/),
  });
  expect(server.requests).toEqual([]);
});

it('says where else it may be put if the cache cannot be written, or the server cannot be reached', async () => {
  await using server = await serveFiles({ '/pinned': Buffer.from(contents) });
  await writeFile(join(cache, 'topics-and-qrels'), 'a file where the folder belongs');
  await expect(fetchPublishedFile(made(server.url))).rejects.toThrow(
    /EEXIST.*; PYSERINI_CACHE names another cache/,
  );
  vi.stubEnv('PYSERINI_CACHE', await tempFolder());
  await expect(fetchPublishedFile(made('http://127.0.0.1:9'), { retries: 0 })).rejects.toThrow(
    /cannot be reached: .*; TSERINI_MIRROR names a mirror; or put the file at .*topics\.made\.tsv\)/,
  );
});

it.skipIf(process.platform !== 'linux')('says so where the cache may not be written', async () => {
  await using server = await serveFiles({ '/pinned': Buffer.from(contents) });
  // Not even the superuser makes folders there.
  vi.stubEnv('PYSERINI_CACHE', '/sys/tserini-cache');
  await expect(fetchPublishedFile(made(server.url))).rejects.toMatchObject({
    code: 'IO',
    message: expect.stringMatching(
      /^no permission for folder of the download: .*; PYSERINI_CACHE names another cache$/,
    ),
  });
});

it('is fetched without a checksum or a size where none is published', async () => {
  await using server = await serveFiles({ '/pinned': Buffer.from(contents) });
  const { size: _, ...file } = { ...made(server.url), hash: undefined };
  expect(await readFile(await fetchPublishedFile(file), 'utf8')).toBe(contents);
  expect(await fetchPublishedFile(file)).toBe(join(cache, 'topics-and-qrels/topics.made.tsv'));
});

it('is checked by the hash of its blob where only that is known', async () => {
  const blob = createHash('sha1').update(`blob ${contents.length}\0${contents}`).digest('hex');
  await using server = await serveFiles({ '/pinned': Buffer.from(contents) });
  const { size: _, ...file } = { ...made(server.url), hash: blob, algorithm: 'git-sha1' as const };
  const path = await fetchPublishedFile(file);
  expect(await fetchPublishedFile(file)).toBe(path);
  await writeFile(path, 'changed');
  await expect(fetchPublishedFile(file)).rejects.toMatchObject({ code: 'INPUT' });
});
