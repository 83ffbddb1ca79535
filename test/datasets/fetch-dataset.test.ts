import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BeirDataset } from '#tserini/datasets/beir.js';
import { beirDatasets } from '#tserini/datasets/beir.js';
import { fetchDataset } from '#tserini/datasets/fetch-dataset.js';
import { readTopics } from '#tserini/topics/read-topics.js';
import { serveFiles } from '../support/file-server.ts';
import { tempFolder } from '../support/temp.ts';
import { deflatedZip } from '../support/zip-file.ts';

let cache = '';

beforeEach(async () => {
  cache = await tempFolder();
  vi.stubEnv('TSERINI_CACHE', cache);
  return () => vi.unstubAllEnvs();
});

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
const queries = Array.from(
  { length: 2000 },
  (_, i) => `{"_id": "q${i}", "text": "${md5(Buffer.from([i]))}"}\n`,
);
const archive = deflatedZip([{ name: 'made/queries.jsonl', contents: queries.join('') }]);
const made: BeirDataset = { name: 'made', documents: 0, archive: { name: 'made', md5: md5(archive) } };

async function serve(bytes: Buffer) {
  const server = await serveFiles({ '/made.zip': bytes });
  vi.stubEnv('TSERINI_BEIR_URL', server.url);
  return server;
}

describe('a data set', () => {
  it('is downloaded once, with progress, and checked', async () => {
    await using server = await serve(archive);
    const seen: number[] = [];
    const path = await fetchDataset(made, { onDownload: (done, total) => seen.push(done / total) });
    expect(readFileSync(path).equals(archive)).toBe(true);
    expect(seen.at(-1)).toBe(1);
    expect(await readTopics(path)).toHaveLength(queries.length);
    const before = server.requests.length;
    expect(await fetchDataset(made)).toBe(path);
    expect(server.requests).toHaveLength(before);
  });

  it('resumes after a broken connection', async () => {
    await using server = await serve(archive);
    server.breakAfter.push(10_000);
    expect(readFileSync(await fetchDataset(made)).equals(archive)).toBe(true);
    expect(server.requests.at(-1)).toMatch(/^GET \/made\.zip bytes=\d+-$/);
  });

  it('is never stored with a wrong MD5, or incomplete', async () => {
    await using server = await serve(Buffer.concat([archive, Buffer.from('x')]));
    await expect(fetchDataset(made)).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringMatching(/its md5 is \w+, expected \w+ .*made\.zip/),
    });
    expect(await readdir(join(cache, 'datasets'))).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });

  it('is downloaded again if it changed between two tries', async () => {
    await mkdir(join(cache, 'datasets'));
    await writeFile(join(cache, 'datasets/made.zip.incomplete'), 'the start of another file');
    await using _server = await serve(archive);
    expect(readFileSync(await fetchDataset(made)).equals(archive)).toBe(true);
  });

  it('is refused if it is not published, missing or unreachable', async () => {
    await expect(fetchDataset(beirDatasets.get('bioasq')!)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('BEIR does not publish bioasq'),
    });
    const other = { ...made, archive: { name: 'other', md5: '' } };
    const server = await serve(archive);
    await expect(fetchDataset(other)).rejects.toThrow(/the server answered 404 .*other\.zip/);
    await server[Symbol.asyncDispose]();
    await expect(fetchDataset(made, { retries: 0 })).rejects.toThrow(/cannot be reached.*TSERINI_BEIR_URL/);
    expect(existsSync(join(cache, 'datasets/made.zip'))).toBe(false);
  });
});
