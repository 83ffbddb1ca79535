import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LuceneImpactSearcher, LuceneIndexer, SparseIndex } from 'tserini';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command as mcp } from '#tserini/cli/commands/mcp.js';
import { command as serve } from '#tserini/cli/commands/serve.js';
import { type ServerOfIndexes, startServer } from '#tserini/server/start-server.js';
import type { BulkResult } from '#tserini/server/write-schemas.js';
import type { SearchResponse } from '#tserini/serving/results.js';
import { runCommand } from '../support/run-command.ts';
import { type Answer, ask, startServerProcess } from '../support/server.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const writeKey = 'the-key-for-writing';
const apiKey = 'the-key-for-reading';
const path = (name: string) => join(folder(), name);
let server: ServerOfIndexes;

async function makeIndex(name: string): Promise<void> {
  await using indexer = await LuceneIndexer.open(path(name), { storeRaw: true });
  await indexer.addBatch([
    { id: 'one', vector: { fish: 3, sea: 2 } },
    { id: 'two', vector: { bird: 4 } },
  ]);
}

beforeAll(async () => {
  for (const name of ['vectors', 'still']) await makeIndex(name);
  server = await startServer({
    indexes: [
      { name: 'vectors', path: path('vectors'), writable: true },
      { name: 'notes', path: path('notes'), encoder: 'splade-tiny', writable: true },
      { name: 'still', path: path('still') },
    ],
    ...{ port: 0, apiKey, writeKey, commitEvery: 'batch', refreshEvery: 200, timeoutMs: 60_000 },
    ...{ receiveTimeoutMs: 5000, sendTimeoutMs: 1500, bodyLimit: 20_000, bulkLimit: 1 << 20 },
    ...{ concurrency: 8, queueLimit: 2000 },
  });
});
afterAll(() => server?.stop());

const keyed = (key = writeKey) => ({ 'x-api-key': key });
const put = (address: string, record: unknown, key = writeKey) =>
  ask(server.url, `/v1/${address}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...keyed(key) },
    body: typeof record === 'string' ? record : JSON.stringify(record),
  }) as Promise<Answer<never>>;
const remove = (address: string) =>
  ask(server.url, `/v1/${address}`, { method: 'DELETE', headers: keyed() }) as Promise<Answer<never>>;
const bulk = async (address: string, lines: readonly unknown[]): Promise<BulkResult[]> => {
  const body = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const headers = { 'content-type': 'application/x-ndjson', ...keyed() };
  const { status, text } = await ask(server.url, `/v1/${address}`, { method: 'POST', headers, body });
  expect(status).toBe(200);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};
const search = async (index: string, query: string, parameters = '') => {
  const at = `/v1/${index}/search?query=${encodeURIComponent(query)}&hits=1000${parameters}`;
  const { json } = await ask<SearchResponse>(server.url, at, { headers: keyed(apiKey) });
  return json.candidates.map(({ docid }) => docid);
};

describe('a document', () => {
  it('is stored, replaced and deleted, and found once that is asked for', async () => {
    const stored = await put('vectors/doc/a%2Fb?refresh=true', { vector: { whale: 7 } });
    expect([stored.status, stored.json]).toEqual([
      200,
      { api: 'v1', index: 'vectors', docid: 'a/b', result: 'stored' },
    ]);
    expect(await search('vectors', 'whale')).toEqual(['a/b']);
    await put('vectors/doc/a%2Fb?refresh=true', { id: 'a/b', vector: { shark: 7 } });
    expect([await search('vectors', 'whale'), await search('vectors', 'shark')]).toEqual([[], ['a/b']]);
    expect((await remove('vectors/doc/a%2Fb?refresh=true')).json).toMatchObject({ result: 'deleted' });
    expect(await search('vectors', 'shark')).toEqual([]);
    expect((await remove('vectors/doc/a%2Fb')).status).toBe(404);
  });

  it('is found within the interval of refreshes, by every method of an index of texts', async () => {
    await put('notes/doc/n1', { title: 'Garden', text: 'Water the tomatoes on Monday' });
    for (const method of ['impact', 'bm25', 'hybrid']) {
      await expect
        .poll(() => search('notes', 'tomatoes', `&method=${method}`), { timeout: 20_000 })
        .toEqual(['n1']);
    }
  });

  it('is on the disk once its request is answered', async () => {
    await put('vectors/doc/kept', { vector: { lobster: 2 } });
    await using searcher = await LuceneImpactSearcher.open(path('vectors'));
    expect((await searcher.search('lobster')).map(({ docid }) => docid)).toEqual(['kept']);
  });

  it('keeps the digits and the order of its record', async () => {
    const json = '{"id":"digits","vector":{"9":1,"1":2},"price":1.50}';
    await put('vectors/doc/digits?refresh=true', json);
    const { json: answer } = await ask<{ doc: string }>(server.url, '/v1/vectors/doc/digits?parse=false', {
      headers: keyed(apiKey),
    });
    expect(answer.doc).toBe(json);
  });

  it('without a term says so, and takes out the one of its id', async () => {
    await put('vectors/doc/void', { vector: { krill: 2 } });
    expect((await put('vectors/doc/void?refresh=true', { vector: {} })).json).toMatchObject({
      result: 'empty',
    });
    expect(await search('vectors', 'krill')).toEqual([]);
  });

  it.each<[string, string, unknown, number, RegExp]>([
    ['that is not JSON', 'vectors/doc/x', '{"vector":', 400, /not JSON/],
    ['that is an array', 'vectors/doc/x', [1], 400, /not an object/],
    ['of another id', 'vectors/doc/x', { id: 'y', vector: { a: 1 } }, 400, /"id" of the record is y/],
    ['without a vector', 'vectors/doc/x', { contents: 'fish' }, 400, /the record.*vector/],
    ['of a negative weight', 'vectors/doc/x', { vector: { a: -1 } }, 400, /the record \(id "x"\)/],
    ['without a text', 'notes/doc/x', { title: 'fish' }, 400, /no "text"/],
    ['with a vector of its own', 'notes/doc/x', { text: 'a', vector: { a: 1 } }, 400, /has no vector/],
    ['that is too long', 'vectors/doc/x', { vector: { a: 1 }, pad: 'x'.repeat(30_000) }, 413, /too large/i],
    ['for an index that is read', 'still/doc/x', { vector: { a: 1 } }, 403, /only read.*--writable/],
    ['for no index', 'vektors/doc/x', { vector: { a: 1 } }, 404, /did you mean vectors/],
    [
      'with another parameter',
      'vectors/doc/x?refreshed=true',
      { vector: { a: 1 } },
      400,
      /unknown parameter refreshed/,
    ],
    ['with a wrong parameter', 'vectors/doc/x?refresh=soon', { vector: { a: 1 } }, 400, /refresh/],
  ])('%s is refused', async (_, address, record, status, reason) => {
    const answer: Answer<{ error: { message: string } }> = await put(address, record);
    expect([answer.status, answer.json.error.message]).toEqual([status, expect.stringMatching(reason)]);
  });
});

it('takes writes with the key for writing alone, which reads too', async () => {
  for (const key of [apiKey, 'wrong', ''])
    expect((await put('vectors/doc/x', { vector: { a: 1 } }, key)).status).toBe(401);
  const read = (key: string) => ask(server.url, '/v1/indexes', { headers: keyed(key) });
  expect([(await read(apiKey)).status, (await read(writeKey)).status, (await read('wrong')).status]).toEqual([
    200, 200, 401,
  ]);
});

describe('many documents', () => {
  it('get a result each, in their order, errors among them', async () => {
    const results = await bulk('vectors/docs?refresh=true', [
      { id: 'm1', vector: { octopus: 1 } },
      { vector: { octopus: 1 } },
      '',
      '{"id":',
      { id: 'm2', vector: { octopus: -1 } },
      { id: 'long', vector: { octopus: 1 }, pad: 'x'.repeat(100_000) },
      { id: 'm3', vector: { octopus: 2 } },
      { id: 'm1', vector: { octopus: 3 } },
      { delete: 'two' },
      { delete: 'none' },
    ]);
    const code = (error: string) => ({ error: expect.objectContaining({ code: error }) });
    expect(results).toEqual([
      { line: 1, docid: 'm1', result: 'stored' },
      { line: 2, ...code('INPUT') },
      { line: 4, ...code('INPUT') },
      { line: 5, docid: 'm2', ...code('INPUT') },
      { line: 6, ...code('TOO_LARGE') },
      { line: 7, docid: 'm3', result: 'stored' },
      { line: 8, docid: 'm1', result: 'stored' },
      { line: 9, docid: 'two', result: 'deleted' },
      { line: 10, docid: 'none', result: 'notFound' },
    ]);
    expect(await search('vectors', 'octopus')).toEqual(['m1', 'm3']);
    expect(await search('vectors', 'bird')).toEqual([]);
  });

  it('may be texts', async () => {
    const lines = ['sun', 'moon', 'stars'].map((word) => ({
      id: word,
      text: `The ${word} shines`,
      place: word,
    }));
    expect((await bulk('notes/docs?refresh=true', lines)).map(({ result }) => result)).toEqual(
      Array(3).fill('stored'),
    );
    expect(await search('notes', 'moon', '&method=bm25')).toEqual(['moon']);
  });

  it('end where the body is too long, and what was read before is written', async () => {
    const lines = Array.from({ length: 150 }, (_, i) => ({
      id: `w${i}`,
      vector: { a: 1 },
      pad: 'x'.repeat(15_000),
    }));
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const { origin } = new URL(server.url);
    // Without a length: one that is known is refused before anything is read.
    const sending = httpRequest(`${origin}/v1/vectors/docs`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/x-ndjson', ...keyed() },
    });
    sending.on('error', () => {});
    const answered = once(sending, 'response');
    sending.write(body);
    sending.end();
    const [response] = await answered;
    let text = '';
    try {
      for await (const chunk of response) text += chunk;
    } catch {
      // The connection is closed on what the client still sends.
    }
    const results: BulkResult[] = text
      .split('\n')
      .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []));
    expect(results[0]).toEqual({ line: 1, docid: 'w0', result: 'stored' });
    expect(results.length).toBeLessThan(80);
  });

  it('are refused before they are read where their length is known to be too long', async () => {
    const sending = httpRequest(`${server.url}/v1/vectors/docs`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'content-length': 2 << 20, ...keyed() },
    });
    sending.on('error', () => {});
    const answered = once(sending, 'response');
    sending.flushHeaders();
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    sending.destroy();
  });

  it('of a client that does not read are held up, and it is cut', async () => {
    const before = process.memoryUsage().rss;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    socket.write(
      `POST /v1/vectors/docs HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: ${writeKey}\r\n` +
        'Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    // Blank records: refused cheaply, with an answer that is longer than the line.
    const lines = '{}\n'.repeat(1000);
    const chunk = `${lines.length.toString(16)}\r\n${lines}\r\n`;
    let isClosed = false;
    socket.on('close', () => {
      isClosed = true;
    });
    const deadline = performance.now() + 60_000;
    let isFull = false;
    const resume = () => {
      isFull = false;
    };
    while (!isClosed && performance.now() < deadline) {
      if (!isFull) {
        isFull = !socket.write(chunk);
        if (isFull) socket.once('drain', resume);
      }
      await sleep(isFull ? 20 : 0);
    }
    expect(isClosed).toBe(true);
    expect((process.memoryUsage().rss - before) >> 20).toBeLessThan(200);
    expect(await search('vectors', 'fish')).toEqual(['one']);
  });

  it('of a client that sends no more end after a while, with what was sent', async () => {
    const sending = httpRequest(`${server.url}/v1/vectors/docs`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...keyed() },
    });
    sending.on('error', () => {});
    sending.write('{"id":"slow","vector":{"snail":1}}\n{"id":"sl');
    const [response] = await once(sending, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    const [first, last] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as BulkResult);
    expect(first).toEqual({ line: 1, docid: 'slow', result: 'stored' });
    expect(last!.error!.code).toBe('TIMEOUT');
  });
});

it('serves a thousand searches while documents are written: none fails, none sees half of one', async () => {
  const round = (n: number) =>
    Array.from({ length: 40 }, (_, i) => ({
      id: `r${i}`,
      vector: { [`left${n}`]: 1, [`right${n}`]: 1, both: 1 },
    }));
  await bulk('vectors/docs?refresh=true', round(0));
  let isDone = false;
  const writing = (async () => {
    for (let n = 1; n < 8; n++) await bulk('vectors/docs?refresh=true', round(n));
    isDone = true;
  })();
  let searches = 0;
  while (searches < 1000 || !isDone) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        const n = i % 8;
        // A document that has one of the two has both, and there are always forty.
        const query = i % 2 ? 'both' : `left${n} right${n}`;
        return ask<SearchResponse>(
          server.url,
          `/v1/vectors/search?query=${encodeURIComponent(query)}&hits=100&documents=none`,
          {
            headers: keyed(apiKey),
          },
        );
      }),
    );
    for (const [i, { status, json }] of answers.entries()) {
      expect(status).toBe(200);
      if (i % 2) expect(json.candidates.length).toBe(40);
      else for (const { score } of json.candidates) expect(score).toBeCloseTo(2, 3);
    }
    searches += 100;
  }
  await writing;
}, 120_000);

it('has its routes in /openapi.json, and counts its writes', async () => {
  const { json } = await ask<{ paths: Record<string, Record<string, unknown>> }>(server.url, '/openapi.json');
  expect(Object.keys(json.paths['/v1/{index}/doc/{docid}']!)).toEqual(['get', 'put', 'delete']);
  expect(json.paths['/v1/{index}/docs']).toMatchObject({
    post: { requestBody: { content: { 'application/x-ndjson': {} } } },
  });
  const { text } = await ask(server.url, '/metrics', { headers: keyed(apiKey) });
  expect(text).toMatch(
    /tserini_write_duration_seconds_count\{index="vectors",kind="put",outcome="stored"\} [1-9]/,
  );
});

describe('at the start', () => {
  const started = (options: object) =>
    startServer({
      port: 0,
      indexes: [{ name: 'a', path: path('still'), writable: true }],
      writeKey,
      ...options,
    });

  it.each<[string, object, RegExp]>([
    ['without a write key', { writeKey: undefined }, /takes a write key: --write-key-file/],
    ['with the key for reading', { apiKey: writeKey }, /must differ/],
    ['of a key without a writable index', { indexes: [{ name: 'a', path: 'x' }] }, /no index is writable/],
    ['of a wrong interval', { commitEvery: 0 }, /commitEvery/],
  ])('refuses writing %s', async (_, options, reason) => {
    await expect(started(options)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(reason),
    });
  });

  it('refuses a second writer by name', async () => {
    await expect(
      started({ indexes: [{ name: 'a', path: path('vectors'), writable: true }] }),
    ).rejects.toMatchObject({ code: 'INDEX', message: expect.stringContaining('another process or object') });
  });

  it('refuses a folder of texts without its model, or with a second text index', async () => {
    await (await SparseIndex.open(path('texts'), 'splade-tiny')).close();
    const texts = { name: 'a', path: path('texts'), writable: true };
    await expect(started({ indexes: [{ ...texts, bm25: path('still') }] })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('makes no folder of an index without a model', async () => {
    await expect(
      started({ indexes: [{ name: 'a', path: path('absent'), writable: true }] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(existsSync(path('absent'))).toBe(false);
  });
});

it('commits what was acknowledged where it stops, and ends bodies that are being sent', async () => {
  await makeIndex('stopping');
  const other = await startServer({
    indexes: [{ name: 'a', path: path('stopping'), writable: true }],
    ...{ port: 0, writeKey, commitEvery: 3_600_000 },
  });
  const sending = httpRequest(`${other.url}/v1/a/docs`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...keyed() },
  });
  sending.on('error', () => {});
  sending.write('{"id":"last","vector":{"whale":1}}\n');
  const [response] = await once(sending, 'response');
  let text = '';
  const reading = (async () => {
    for await (const chunk of response) text += chunk;
  })();
  await expect.poll(() => text, { timeout: 20_000 }).toContain('stored');
  await other.stop();
  await reading;
  expect(text).toContain('the server stops');
  await using searcher = await LuceneImpactSearcher.open(path('stopping'));
  expect((await searcher.search('whale')).map(({ docid }) => docid)).toEqual(['last']);
});

it('is a command, whose key comes from a file', async () => {
  const keyFile = join(folder(), 'write-key.txt');
  writeFileSync(keyFile, `${writeKey}\n`);
  await makeIndex('served');
  const flags = [
    '--index',
    `a=${path('served')},writable`,
    '--write-key-file',
    keyFile,
    '--commit-every',
    '60',
  ];
  await using process = await startServerProcess(flags);
  const headers = { 'content-type': 'application/json', ...keyed() };
  const body = '{"vector":{"whale":1}}';
  const { status } = await ask(process.url, '/v1/a/doc/new', { method: 'PUT', headers, body });
  expect(status).toBe(200);
  process.child.kill('SIGTERM');
  expect((await process.child).exitCode).toBe(0);
  await using searcher = await LuceneImpactSearcher.open(path('served'));
  expect((await searcher.search('whale')).map(({ docid }) => docid)).toEqual(['new']);
});

it.each<[string[], string]>([
  [['serve', '--writable'], '--writable goes with --index'],
  [['serve', '--index', 'a=beir-v1.0.0-nfcorpus.flat,writable'], 'a published index, which stays as it is'],
  [
    ['serve', '--index', 'a=index,writable', '--commit-every', 'never'],
    '--commit-every is batch, or seconds',
  ],
  [['mcp', '--index', 'a=x/y,writable'], 'this command only reads'],
])('%s is refused', async ([name, ...args], reason) => {
  const commands = { serve, mcp };
  await expect(runCommand(name!, commands[name as 'serve' | 'mcp'], args)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(reason),
  });
});
