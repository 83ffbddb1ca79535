import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { command as serveCommand } from '#tserini/cli/commands/serve.js';
import type { HealthResponse } from '#tserini/server/schemas.js';
import type { RequestEntry, ServeOptions } from '#tserini/server/serve-options.js';
import { type ServerOfIndexes, startServer } from '#tserini/server/start-server.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import type { BatchResponse } from '#tserini/serving/results.js';
import { runCommand } from '../support/run-command.ts';
import { ask, postJson, suiteServer } from '../support/server.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

const folder = suiteFolder();
/** A server with the default options. */
const plain = suiteServer();

async function start(options: Partial<ServeOptions>): Promise<ServerOfIndexes> {
  const server = await startServer({ indexes: [await embeddedIndex()], port: 0, ...options });
  onTestFinished(() => server.stop());
  return server;
}

let asked = 0;
/** A search that no cache answers. */
const freshSearch = () =>
  `/v1/embedded/search?${new URLSearchParams({ query: `question number ${asked++}` })}`;

describe('the key', () => {
  const apiKey = 'k3y-of-the-test';
  const keyed = suiteServer({ apiKey });

  it.each<[string, Record<string, string>, number]>([
    ['is right', { 'x-api-key': apiKey }, 200],
    ['is right, as a bearer', { authorization: `Bearer ${apiKey}` }, 200],
    ['is missing', {}, 401],
    ['is empty', { 'x-api-key': '' }, 401],
    ['is empty, as a bearer', { authorization: 'Bearer ' }, 401],
    ['is wrong', { 'x-api-key': 'k3y-of-the-tesT' }, 401],
    ['is the beginning of it', { 'x-api-key': apiKey.slice(0, -1) }, 401],
    ['is longer', { 'x-api-key': `${apiKey}x` }, 401],
    ['is of another scheme', { authorization: `Basic ${apiKey}` }, 401],
  ])('%s', async (_, headers, status) => {
    const { url } = keyed();
    for (const path of [
      '/v1/indexes',
      freshSearch(),
      '/v1/embedded/doc/weather-01',
      '/v1/encode?text=a',
      '/metrics',
    ]) {
      const answer = await ask(url, path, { headers });
      expect(answer.status, path).toBe(status);
      if (status === 401) {
        expect(answer.json.error.code).toBe('UNAUTHORIZED');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
        expect(answer.text).not.toContain(apiKey);
      }
    }
    const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' };
    expect((await ask(url, '/v1/embedded/search', post)).status).toBe(status === 401 ? 401 : 400);
    // What watches the server needs no key.
    expect((await ask(url, '/healthz')).status).toBe(200);
  });

  it.each([
    ['', /is empty$/],
    [' ', /is empty$/],
    ['a b', /its character 2 is a space or not printable ASCII$/],
    ['ä', /its character 1 is/],
    ['a\nb', /its character 2 is/],
  ])('cannot be %j', async (wrong, why) => {
    const message = expect.stringMatching(why);
    await expect(start({ apiKey: wrong })).rejects.toMatchObject({ code: 'USAGE', message });
    const file = join(folder(), 'key');
    writeFileSync(file, `${wrong}\n`);
    const run = runCommand('serve', serveCommand, ['--api-key-file', file, '--port', '0']);
    await expect(run).rejects.toMatchObject({ code: 'INPUT', message });
    vi.stubEnv('TSERINI_API_KEY', wrong);
    const byEnvironment = runCommand('serve', serveCommand, ['--port', '0']);
    await expect(byEnvironment).rejects.toMatchObject({ code: 'USAGE', message });
    vi.unstubAllEnvs();
  });
});

it('answers on loopback only requests for loopback names, unless there is a key', async () => {
  const local = plain();
  for (const [host, status] of [
    ['localhost', 200],
    ['127.0.0.1:1', 200],
    ['[::1]:80', 200],
    ['rebound.example', 421],
    ['127.0.0.1.rebound.example', 421],
  ] as const) {
    expect((await ask(local.url, '/v1/indexes', { headers: { host } })).status, host).toBe(status);
  }
  const keyed = await start({ apiKey: 'key' });
  const headers = { host: 'search.example', 'x-api-key': 'key' };
  expect((await ask(keyed.url, '/v1/indexes', { headers })).status).toBe(200);
});

it('gives an address with too many wrong keys no answers for a while, others as before', async () => {
  const { url } = await start({ apiKey: 'the-right-key-of-the-test', trustProxy: 1 });
  const status = async (key: string, from: string) => {
    const headers = { 'x-api-key': key, 'x-forwarded-for': from };
    return (await ask(url, '/v1/indexes', { headers })).status;
  };
  const wrong = [];
  for (let i = 0; i < 32; i++) wrong.push(await status(`guess ${i}`, '192.0.2.1'));
  expect(wrong).toEqual([...Array(30).fill(401), 429, 429]);
  expect(await status('the-right-key-of-the-test', '192.0.2.1')).toBe(429);
  expect(await status('the-right-key-of-the-test', '192.0.2.2')).toBe(200);
});

describe('the address of a client', () => {
  it.each([
    ['is that of its connection without a proxy', undefined, '127.0.0.1'],
    ['is the last one that the only proxy saw', 1, '192.0.2.2'],
    ['is the one before, behind two proxies', 2, '192.0.2.1'],
    ['is the first that is not a trusted address', ['127.0.0.1', '192.0.2.0/30'], '198.51.100.7'],
  ] as const)('%s', async (_, trustProxy, expected) => {
    const seen: (string | undefined)[] = [];
    const { url } = await start({ trustProxy, onRequest: ({ ip }) => seen.push(ip) });
    // The first is what the client wrote itself.
    const headers = { 'x-forwarded-for': '198.51.100.7, 192.0.2.1, 192.0.2.2' };
    await ask(url, '/v1/indexes', { headers });
    await expect.poll(() => seen).toEqual([expected]);
  });

  it.each(['example.org', '10.0.0.0/33', '10.0.0.1/0', '', '10.0.0.0/8/8'])(
    'is not read by a proxy at %j',
    async (address) => {
      await expect(start({ trustProxy: [address] })).rejects.toMatchObject({ code: 'USAGE' });
    },
  );
});

it('gives each request an id, and logs it without its query', async () => {
  const entries: RequestEntry[] = [];
  const { url } = await start({ onRequest: (entry) => entries.push(entry) });
  const own = await ask(url, '/v1/embedded/search?query=secret', { headers: { 'x-request-id': 'a-1' } });
  expect(own.headers['x-request-id']).toBe('a-1');
  const odd = await ask(url, '/v1/nowhere/search?query=secret', {
    headers: { 'x-request-id': 'a b"' },
  });
  expect(odd.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  await expect
    .poll(() => entries)
    .toMatchObject([
      { id: 'a-1', method: 'GET', route: '/v1/:index/search', index: 'embedded', status: 200 },
      { id: odd.headers['x-request-id'], index: 'nowhere', status: 404 },
    ]);
  expect(JSON.stringify(entries)).not.toContain('secret');
});

it.each([
  ['DELETE', '/v1/embedded/search', 'GET, HEAD, POST'],
  ['POST', '/v1/embedded/doc/weather-01', 'GET, HEAD'],
  ['PUT', '/healthz', 'GET, HEAD'],
  ['QUERY', '/healthz', 'GET, HEAD'],
])('answers %s %s with 405 and the methods that there are', async (method, path, allow) => {
  const answer = await ask(plain().url, path, { method });
  expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
  expect(answer.json.error.code).toBe('METHOD_NOT_ALLOWED');
});

it.each([
  ['https://example.org/', 'did you mean https://example.org?'],
  ['https://example.org:443', 'did you mean https://example.org?'],
  ['example.org', 'https://example.org'],
  ['file:///', 'https://example.org'],
])('refuses an origin that no page has: %s', async (origin, hint) => {
  const message = expect.stringContaining(hint);
  await expect(start({ cors: [origin] })).rejects.toMatchObject({ code: 'USAGE', message });
});

it('lets only the origins of --cors read responses', async () => {
  const origin = 'https://example.org';
  const closed = plain();
  const answer = await ask(closed.url, '/v1/indexes', { headers: { origin } });
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  const open = await start({ cors: [origin], apiKey: 'key' });
  const preflight = await ask(open.url, '/v1/embedded/search', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-api-key',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'x-api-key',
  });
  const other = await ask(open.url, '/v1/indexes', {
    headers: { origin: 'https://evil.example', 'x-api-key': 'key' },
  });
  expect(other.headers['access-control-allow-origin']).not.toBe('https://evil.example');
});

it('limits the requests per minute of a client', async () => {
  const { url } = await start({ rateLimit: 3 });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await ask(url, freshSearch())).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  const refused = await ask(url, freshSearch());
  expect(refused.json.error.code).toBe('RATE_LIMITED');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask(url, '/healthz')).status).toBe(200);
});

it('ends a request after its timeout', async () => {
  const { url, indexes } = await start({ timeoutMs: 1 });
  const queries = Array.from({ length: 50 }, (_, i) => ({
    qid: String(i),
    text: `late question ${asked++}`,
  }));
  const answer = await ask(url, '/v1/embedded/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ queries }),
  });
  expect([answer.status, answer.json.error.code]).toEqual([504, 'TIMEOUT']);
  expect(answer.headers['retry-after']).toBe('1');
  await sleep(200);
  expect(indexes.models[0]!.counts.misses).toBeLessThan(queries.length);
});

it('rejects requests when the queue is full, and answers all others', async () => {
  const { url } = await start({ concurrency: 1, queueLimit: 4 });
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(url, freshSearch())));
  const served = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 503);
  expect(served.length + refused.length).toBe(answers.length);
  expect(served.length).toBeGreaterThanOrEqual(5);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, json } of refused) {
    expect([headers['retry-after'], json.error.code]).toEqual(['1', 'OVERLOADED']);
  }
  expect((await ask(url, freshSearch())).status).toBe(200);
  const { text } = await ask(url, '/metrics');
  expect(text).toMatch(new RegExp(`^tserini_requests_refused ${refused.length}$`, 'm'));
});

it('stops the work for a client that disconnects', async () => {
  const { url, indexes } = await start({ concurrency: 1 });
  const queries = Array.from({ length: 100 }, (_, i) => ({
    qid: String(i),
    text: `left question ${asked++}`,
  }));
  const body = JSON.stringify({ queries, hits: 100 });
  const { hostname, port } = new URL(url);
  const headers = { 'content-type': 'application/json' };
  const gone = request({
    hostname,
    port,
    path: '/v1/embedded/search',
    method: 'POST',
    headers,
    agent: false,
  });
  gone.on('error', () => {});
  gone.end(body);
  while (indexes.models[0]!.counts.misses === 0) await sleep(1);
  gone.destroy();
  // With one place to work at, this one waits until the other has let go of it.
  expect((await ask(url, freshSearch())).status).toBe(200);
  expect(indexes.models[0]!.counts.misses).toBeLessThan(queries.length);
  const { text } = await ask(url, '/metrics');
  expect(text).toMatch(/_count{method="POST",route="\/v1\/:index\/search",status="499"} 1/);
});

it('refuses a port in use, an unknown host, and flags out of range', async () => {
  const { url } = plain();
  const port = Number(new URL(url).port);
  await expect(start({ port })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching('is in use'),
  });
  await expect(start({ host: '203.0.113.1' })).rejects.toMatchObject({ code: 'USAGE' });
  for (const [flags, message] of [
    [['--port', '70000'], '--port must be'],
    [['--timeout', '0'], '--timeout must be'],
    [['--index', 'x'], '--index is NAME=PATH'],
    [['--index', 'x=y,model=z'], 'unknown setting model'],
    [['--index', 'x=y,encoder='], 'encoder has no value'],
    [['--api-key-file', join(await tempFolder(), 'absent')], 'not found'],
  ] as const) {
    await expect(runCommand('serve', serveCommand, flags)).rejects.toThrow(message);
  }
});

it('reports that it stops, and answers the requests received before', async () => {
  const server = await start({});
  const queries = Array.from({ length: 100 }, (_, i) => ({
    qid: String(i),
    text: `last question ${asked++}`,
  }));
  const slow = postJson<BatchResponse>(server.url, '/v1/embedded/search', { queries });
  while (server.indexes.models[0]!.counts.misses === 0) await sleep(1);
  const stopped = server.stop();
  const { status, json, headers } = await ask<HealthResponse>(server.url, '/healthz');
  expect([status, json.status, headers.connection]).toEqual([503, 'stopping', 'close']);
  const answer = await slow;
  expect([answer.status, answer.json.results.length]).toEqual([200, queries.length]);
  await stopped;
  await expect(ask(server.url, '/healthz')).rejects.toThrow('ECONNREFUSED');
});
