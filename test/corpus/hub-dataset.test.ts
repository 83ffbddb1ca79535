import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { filesOfPart, parseDatasetId } from '#tserini/corpus/hub/dataset-id.js';
import { downloadDataset } from '#tserini/corpus/hub/download-dataset.js';
import { commit, type HubServer, startHub } from '../support/hub-server.ts';
import { readCorpus } from '../support/read-corpus.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

const name = 'someone/passages';
const folder = suiteFolder();
let hub: HubServer;

const text = (id: string) => `${'red apples '.repeat(9000)}${id}`;
const part = (ids: readonly string[]) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: '_id', data: [...ids], type: 'STRING' },
        { name: 'text', data: ids.map(text), type: 'STRING' },
      ],
      codec: 'UNCOMPRESSED',
    }),
  );

beforeAll(async () => {
  const files = {
    'corpus/train/0000.parquet': ['a', 'b'],
    'corpus/train/0001.parquet': ['c'],
    'queries/test/0000.parquet': ['q'],
    'queries/partial-train/0000.parquet': ['r'],
  };
  for (const [path, ids] of Object.entries(files)) {
    await mkdir(dirname(join(folder(), path)), { recursive: true });
    await writeFile(join(folder(), path), part(ids));
  }
  await writeFile(join(folder(), 'README.md'), 'no data');
  hub = await startHub(name, folder(), 'datasets');
});

afterAll(() => hub[Symbol.asyncDispose]());

let cache = '';

beforeEach(async () => {
  cache = await tempFolder();
  for (const key of Object.keys(process.env)) if (key.startsWith('HF_')) vi.stubEnv(key, undefined);
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_HUB_CACHE', cache);
  vi.stubEnv('HF_TOKEN_PATH', join(cache, 'token'));
  Object.assign(hub.faults, {
    statuses: [],
    breakAfter: [],
    gatedBy: undefined,
    hash: undefined,
    corrupt: undefined,
  });
  hub.requests.length = 0;
});

const at = (rest: string) => `hf://datasets/${name}${rest}`;
const corpus = ['a', 'b', 'c'].map((id) => [id, text(id)]);
const quick = { retries: 2, retryDelay: 1 };
const download = (path: string) => downloadDataset(parseDatasetId(path), quick);

describe('a data set on the Hub', () => {
  it('is read from the Parquet files that the Hub made of it, in the cache of models', async () => {
    expect(await readCorpus(at('/corpus'))).toEqual(corpus);
    expect(hub.requests[0]).toContain(`GET /api/datasets/${name}/revision/refs%2Fconvert%2Fparquet?`);
    expect(await readdir(cache)).toEqual(['datasets--someone--passages']);
    const before = hub.requests.filter((request) => request.includes('/resolve/')).length;
    expect(await readCorpus(at('/corpus/train'))).toEqual(corpus);
    expect(hub.requests.filter((request) => request.includes('/resolve/'))).toHaveLength(before);
  });

  it('is read from its own files where a revision is named', async () => {
    expect(await readCorpus(at('@main/queries/test'))).toEqual([['q', text('q')]]);
    expect(await readCorpus(at(`@${commit}/queries/test`))).toEqual([['q', text('q')]]);
  });

  it('is read offline once it is in the cache whole', async () => {
    await download(at('/corpus'));
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    hub.requests.length = 0;
    expect(await readCorpus(at('/corpus'))).toEqual(corpus);
    await expect(download(at('/queries/test'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('hf://datasets/someone/passages/queries/test is not in the cache'),
    });
    const { files } = await download(at('/corpus'));
    await rm(files[1]!);
    await expect(download(at('/corpus'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(hub.requests).toEqual([]);
  });

  it('is read from the cache where the Hub is unreachable', async () => {
    await download(at('/corpus'));
    hub.faults.statuses = [503, 503, 503];
    expect((await download(at('/corpus'))).files).toHaveLength(2);
  });

  it('resumes a download whose connection breaks, and finds a corrupted one', async () => {
    hub.faults.breakAfter = [60_000];
    expect((await download(at('/corpus'))).files).toHaveLength(2);
    expect(hub.requests.filter((request) => /bytes=\d+-$/.test(request))).toHaveLength(1);
    hub.faults.corrupt = (bytes) => Buffer.from(bytes).fill(0x20, 100, 200);
    await expect(download(at('/queries/test'))).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringContaining('sha256'),
    });
  });

  it('is an error by name where it is private, gated or gone', async () => {
    hub.faults.gatedBy = 'hf_secret';
    await expect(download(at('/corpus'))).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringMatching(
        /no access to the data set someone\/passages \(the Hub answered 401, no token was sent\): it is private, gated or gone/,
      ),
    });
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    expect((await download(at('/corpus'))).files).toHaveLength(2);
    await expect(download('hf://datasets/someone/gone/corpus')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('no data set someone/gone with Parquet files made by the Hub'),
    });
  });

  it.each([
    [
      '',
      'several configs in hf://datasets/someone/passages, name one: hf://datasets/someone/passages/corpus, ',
    ],
    ['/other', 'no config other in hf://datasets/someone/passages; available: '],
    ['/queries', 'several splits in hf://datasets/someone/passages/queries, name one: '],
    [
      '/queries/partial-train',
      'the Hub has converted only the first part of hf://datasets/someone/passages/queries/train',
    ],
  ])('has to be named as far as it has parts: %j', async (rest, message) => {
    await expect(download(at(rest))).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    'hf://models/a/b',
    'hf://datasets/a',
    'hf://datasets/a/../b',
    'hf://datasets/a/b@../c',
    'hf://datasets/a/b/c/d/e',
  ])('is not %s', (path) => {
    expect(() => parseDatasetId(path)).toThrow('a data set on the Hub is hf://datasets/owner/name');
  });
});

it('finds the parts of a data set in the names of its own files', () => {
  const names = [
    'README.md',
    'data/train-00001-of-00002.parquet',
    'data/train-00000-of-00002-ab12.parquet',
    'data/test.parquet',
  ];
  expect(filesOfPart(parseDatasetId('hf://datasets/a/b@main/default/train'), names)).toEqual(
    names.slice(1, 3).reverse(),
  );
  expect(filesOfPart(parseDatasetId('hf://datasets/a/b@main/default/test'), names)).toEqual([
    'data/test.parquet',
  ]);
  expect(filesOfPart(parseDatasetId('hf://datasets/a/b@main'), ['x.parquet'])).toEqual(['x.parquet']);
});
