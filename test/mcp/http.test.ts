import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { loadQueryEncoder } from '#tserini/encode/load.js';
import type { QueryEncoder } from '#tserini/encode/query-encoder.js';
import { ask, suiteServer } from '../support/server.ts';

// The tools over HTTP, asked by the protocol's own client.

const apiKey = 'a-key-for-assistants';
/** What became of the text `endless`, which the encoder has until nothing waits for it. */
const endless = { isStarted: false, isStopped: false };

async function loadEncoder(model: string): Promise<QueryEncoder> {
  const encoder = await loadQueryEncoder({ encoder: model });
  const encode = encoder.encode.bind(encoder);
  encoder.encode = (text, options) => {
    if (text !== 'endless') return encode(text, options);
    endless.isStarted = true;
    return new Promise((_, reject) => {
      options!.signal!.addEventListener('abort', () => {
        endless.isStopped = true;
        reject(new Error('stopped'));
      });
    });
  };
  return encoder;
}

const server = suiteServer({ apiKey, cors: ['https://page.example'], loadEncoder, timeoutMs: 60_000 });

async function connect(key: string | undefined, options: object = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, options);
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', server().url), { requestInit: { headers } }),
  );
  return client;
}

const post = (
  headers: Record<string, string>,
  body: unknown = { jsonrpc: '2.0', id: 1, method: 'tools/list' },
) =>
  ask(server().url, '/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'x-api-key': apiKey,
      ...headers,
    },
    body: JSON.stringify(body),
  });

it.each([
  ['the revision that it prefers', {}],
  ['the newest revision', { versionNegotiation: { mode: 'auto' } }],
])('serves the tools to a client of %s', async (_, options) => {
  const client = await connect(apiKey, options);
  try {
    expect(client.getServerVersion()?.name).toBe('tserini');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'explain',
      'get_document',
      'list_indexes',
      'search',
    ]);
    const call = { name: 'search', arguments: { query: 'why is the sky blue', hits: 3, method: 'hybrid' } };
    const found = (await client.callTool(call)) as CallToolResult;
    const { candidates } = found.structuredContent as { candidates: { docid: string }[] };
    const rest = await ask<{ candidates: { docid: string }[] }>(
      server().url,
      '/v1/embedded/search?query=why+is+the+sky+blue&hits=3&method=hybrid',
      { headers: { 'x-api-key': apiKey } },
    );
    expect(candidates.map(({ docid }) => docid)).toEqual(rest.json.candidates.map(({ docid }) => docid));
    const wrong = (await client.callTool({
      name: 'search',
      arguments: { query: 'a', index: 'embeded' },
    })) as CallToolResult;
    expect([wrong.isError, JSON.stringify(wrong.content)]).toEqual([
      true,
      expect.stringContaining('did you mean embedded'),
    ]);
  } finally {
    await client.close();
  }
});

it('takes back a call that its client cancels, and answers the next', async () => {
  const client = await connect(apiKey, { versionNegotiation: { mode: 'auto' } });
  try {
    const controller = new AbortController();
    const search = { name: 'search', arguments: { query: 'endless', method: 'impact' } };
    const call = client.callTool(search, { signal: controller.signal });
    await expect.poll(() => endless.isStarted, { timeout: 20_000 }).toBe(true);
    controller.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(() => endless.isStopped, { timeout: 20_000 }).toBe(true);
    const { isError } = (await client.callTool({ name: 'list_indexes', arguments: {} })) as CallToolResult;
    expect(isError).toBeFalsy();
  } finally {
    await client.close();
  }
});

it('requires the key', async () => {
  await expect(connect(undefined)).rejects.toThrow();
  await expect(connect('wrong')).rejects.toThrow();
  expect((await post({ 'x-api-key': 'wrong' })).status).toBe(401);
});

it('answers pages of its own origin, and of those that are allowed', async () => {
  expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await post({ origin: 'https://page.example' })).status).toBe(200);
  expect((await post({ origin: new URL(server().url).origin })).status).toBe(200);
});

it.each<[string, number, object, unknown]>([
  ['what is not JSON-RPC', 400, {}, { method: 'tools/list' }],
  ['a body that is no JSON', 415, { 'content-type': 'text/plain' }, 'x'],
])('refuses %s', async (_, status, headers, body) => {
  expect((await post(headers as Record<string, string>, body)).status).toBe(status);
});

it('has no stream to listen to', async () => {
  expect((await ask(server().url, '/mcp', { headers: { 'x-api-key': apiKey } })).status).toBe(405);
});
