import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Command, Io } from '#tserini/cli/command.js';
import { command as reproduce } from '#tserini/cli/commands/reproduce.js';
import { command as runWithTexts } from '#tserini/cli/commands/run-with-texts.js';
import { command as search } from '#tserini/cli/commands/search.js';
import { indexDefinitions } from '#tserini/cli/index-definitions.js';
import { fetchPrebuiltIndex } from '#tserini/prebuilt/fetch-index.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import { type HubServer, startHub } from '../support/hub-server.ts';
import { type MadeMirror, startMadeMirror } from '../support/made-mirror.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

// An index of impacts under a published name, and that of its texts under another.

const impacts = 'msmarco-v1-passage.splade-v3';
const texts = 'msmarco-v1-passage';
const query = 'why is the sky blue';
const notice = `titles and texts are those of ${texts}, which is in the cache`;
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
let mirror: MadeMirror;
let hub: HubServer;

beforeAll(async () => {
  const { path: impact, bm25 } = await embeddedIndex();
  mirror = await startMadeMirror();
  await mirror.publishIndex(impacts, impact);
  await mirror.publishIndex(texts, bm25!);
  mirror.publish('topics', 'dl19-passage', `19\t${query}\n`);
  mirror.publish('qrels', 'dl19-passage', '19 0 weather-01 3\n');
  hub = await startHub(
    'naver/splade-v3',
    fileURLToPath(new URL('../../models/splade-tiny', import.meta.url)),
  );
  await writeFile(path('topics.tsv'), `q1\t${query}\n`);
  await writeFile(path('run.txt'), 'q1 Q0 weather-01 1 8 x\n');
});

afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

beforeEach(async () => {
  vi.stubEnv('PYSERINI_CACHE', await tempFolder());
  vi.stubEnv('TSERINI_MIRROR', mirror.url);
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_HUB_CACHE', path('hub'));
  mirror.requests.length = 0;
  return () => vi.unstubAllEnvs();
});

const run = (command: Command, ...args: string[]) => runCommand('test', command, args);
const ask = (...args: string[]) => run(search, query, '--index', impacts, '--hits', '1', ...args);

it('are shown by a search where they are in the cache, and fetched by a flag alone', async () => {
  const bare = await ask();
  expect(bare.out).toMatch(/^1\t\d+\tweather-01\t\t\n$/);
  expect(bare.log).toContainEqual(
    expect.stringMatching(
      `^the index stores no texts to show: --text-index ${texts} downloads them \\(\\d MB\\)$`,
    ),
  );
  expect(mirror.fetched()).toEqual([impacts]);

  const asked = await ask('--text-index', texts);
  expect(asked.out).toMatch(/\tWhy the sky looks blue\t.*sunlight /);
  expect(mirror.fetched()).toEqual([impacts, texts]);

  const cached = await ask();
  expect(cached.out).toBe(asked.out);
  expect(cached.log).toContain(notice);
  expect(mirror.fetched()).toHaveLength(2);
  expect(JSON.parse((await ask('--method', 'bm25', '--json')).out).hits[0]).toMatchObject({
    docid: 'weather-01',
    text: expect.stringMatching(/^Sunlight /),
  });
});

it('are served where they are in the cache: over REST, on the page and in MCP', async () => {
  const log: string[] = [];
  const io = { log: (line: string) => void log.push(line), signal: new AbortController().signal } as Io;
  const stub = { ...io, progress: () => ({ update() {}, stop() {} }) };
  const definition = `msmarco=${impacts},encoder=splade-tiny`;
  const [without] = await indexDefinitions({ index: [definition] }, stub);
  expect(without!.bm25).toBeUndefined();
  expect(log.pop()).toMatch(`${impacts} stores no texts to show: bm25=${texts} downloads them`);
  const place = await fetchPrebuiltIndex(texts);
  const definitions = await indexDefinitions({ index: [definition] }, stub);
  expect(definitions).toEqual([{ ...without, bm25: place }]);
  expect(log).toEqual([notice]);
  await using served = await IndexSet.open(definitions);
  expect(await served.get('msmarco').document('weather-01')).toMatchObject({
    title: 'Why the sky looks blue',
  });
});

it('go with a run for rerankers where they are in the cache', async () => {
  const requests = () =>
    run(
      runWithTexts,
      ...['--run', path('run.txt'), '--topics', path('topics.tsv')],
      ...['--index', impacts, '--output', path('requests.jsonl')],
    );
  await expect(requests()).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(`^${impacts} stores no texts: --index ${texts} downloads them`),
  });
  expect(mirror.fetched()).toEqual([]);
  await fetchPrebuiltIndex(texts);
  expect((await requests()).log).toContain(notice);
  expect(await readFile(path('requests.jsonl'), 'utf8')).toContain('"title":"Why the sky looks blue"');
  expect(mirror.fetched()).toEqual([texts]);
});

it('are not needed from names to figures: index, topics, model and judgments in one command', async () => {
  const { out, log } = await run(
    reproduce,
    ...['msmarco-v1-passage', 'splade-v3-pytorch', '--dataset', 'dl19-passage'],
    ...['--output', await tempFolder()],
  );
  expect(out).toMatch(/^splade-v3-pytorch +1\.0000 OKish \+0\.4769 +1\.0000 OKish \+0\.2736 +1\.0000 OKish/m);
  expect(mirror.fetched()).toEqual(['dl19-passage', impacts, 'dl19-passage']);
  expect(log).toContainEqual(expect.stringContaining('searched, run written'));
});
