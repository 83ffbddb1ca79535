import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { serve } from '#tserini/server/serve.js';
import type { RunningServer } from '#tserini/server/serve-options.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import type { DocumentResponse, SearchResponse } from '#tserini/serving/results.js';
import { type Answer, ask, postJson } from '../support/server.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();

/** Ids that must be escaped in an address, and a document that would be harmful in a page. */
const oddIds = [
  'a/b',
  '100%',
  'what?',
  'naïve-文書-🎈',
  '../../etc/passwd',
  'a b',
  '%2F',
  '#1',
  'a&b=c',
  'it\'s"<b>',
];
const harmful = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

let server: RunningServer;
const url = () => server.url;

beforeAll(async () => {
  const input = join(folder(), 'odd.jsonl');
  const record = (id: string, title: string) =>
    `${JSON.stringify({ id, title, contents: `${title} odd document`, vector: { odd: 7, [id.length % 2 ? 'a' : 'b']: 3 } })}\n`;
  writeFileSync(input, [...oddIds.map((id) => record(id, id)), record('harmful', harmful)].join(''));
  const index = join(folder(), 'odd');
  await new LuceneIndexer(index, { storeRaw: true }).index(input);
  server = await serve({ indexes: [await embeddedIndex(), { name: 'odd', path: index }], port: 0 });
  return () => server.stop();
});

function expectError({ status, json, headers }: Answer, expected: number, code: string): void {
  expect([status, json?.error?.code]).toEqual([expected, code]);
  expect(json.error.message).toMatch(/^.+$/);
  expect(headers['content-type']).toMatch('application/json');
}

describe('path traversal', () => {
  it.each([
    '/v1/../../../../etc/passwd/search?query=a',
    '/v1/..%2f..%2f..%2fetc%2fpasswd/search?query=a',
    '/v1/%2e%2e/search?query=a',
    '/v1/embedded%00/search?query=a',
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc/passwd',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..\\..\\package.json',
  ])('in an index or a file: %s', async (path) => {
    const answer = await ask(url(), path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/root:|"dependencies"/);
  });

  it.each(['..%2f..%2f..%2fetc%2fpasswd', '%2fetc%2fpasswd', '..%5c..', '%2e%2e%2f'])(
    'in a docid: %s',
    async (docid) => {
      for (const kind of ['doc', 'vector', 'explain']) {
        const query = kind === 'explain' ? '?query=sky' : '';
        expectError(await ask(url(), `/v1/embedded/${kind}/${docid}${query}`), 404, 'NOT_FOUND');
      }
    },
  );

  it('is an ordinary docid if a document has it', async () => {
    const { status, json } = await ask<DocumentResponse>(url(), '/v1/odd/doc/..%2F..%2Fetc%2Fpasswd');
    expect([status, json.docid]).toEqual([200, '../../etc/passwd']);
  });
});

describe('unusual docids', () => {
  it.each(oddIds)('%s', async (docid) => {
    const part = encodeURIComponent(docid);
    for (const path of [`doc/${part}`, `vector/${part}`, `explain/${part}?query=odd+a+b`]) {
      const { status, json } = await ask<DocumentResponse>(url(), `/v1/odd/${path}`);
      expect([status, json.docid], path).toEqual([200, docid]);
    }
    expectError(await ask(url(), `/v1/embedded/doc/${part}`), 404, 'NOT_FOUND');
  });

  it.each(['%', '%zz', '%e0%a4%a', 'a%2'])('that are not UTF-8 are refused: %s', async (docid) => {
    expectError(await ask(url(), `/v1/odd/doc/${docid}`), 400, 'USAGE');
  });

  it('that are too long are not found', async () => {
    expectError(await ask(url(), `/v1/odd/doc/${'a'.repeat(5000)}`), 404, 'NOT_FOUND');
  });
});

describe('large queries', () => {
  const megabyte = 'word '.repeat(200_000);

  it('in the address are limited by the size of the head', async () => {
    const path = `/v1/embedded/search?${new URLSearchParams({ query: megabyte })}`;
    // The server may hang up while the client is still sending.
    const answer = await ask(url(), path).catch((error: NodeJS.ErrnoException) => error);
    if (answer instanceof Error)
      expect(['ECONNRESET', 'EPIPE']).toContain((answer as NodeJS.ErrnoException).code);
    else expectError(answer, 431, 'TOO_LARGE');
  });

  it('in the address are limited by the number of characters', async () => {
    const path = `/v1/embedded/search?${new URLSearchParams({ query: 'word '.repeat(500) })}`;
    expectError(await ask(url(), path), 400, 'USAGE');
  });

  it('in a body are limited by the size of the body and of the text', async () => {
    const batch = (text: string) => postJson(url(), '/v1/embedded/search', { queries: [{ qid: '1', text }] });
    expectError(await batch(megabyte.slice(0, 900_000)), 400, 'USAGE');
    expectError(await batch(megabyte + megabyte), 413, 'TOO_LARGE');
    const many = Array.from({ length: 101 }, (_, i) => ({ qid: String(i), text: 'sky' }));
    expectError(await postJson(url(), '/v1/embedded/search', { queries: many }), 400, 'USAGE');
  });
});

describe('JSON of the wrong shape', () => {
  const one = [{ qid: '1', text: 'sky' }];
  it.each<[unknown, string]>([
    [null, 'the body is null; it must be an object'],
    [[], 'the body is [], an array; it must be an object'],
    ['text', 'the body is "text", a string; it must be an object'],
    [{}, 'queries is missing'],
    [{ queries: [] }, 'queries is [], an array; it must have at least 1 items'],
    [{ queries: {} }, 'queries is {}, an object; it must be an array'],
    [{ queries: ['sky'] }, 'queries.0 is "sky", a string; it must be an object'],
    [{ queries: [{ qid: '1' }] }, 'queries.0.text or queries.0.vector is missing'],
    [{ queries: [{ text: 'sky' }] }, 'queries.0.qid is missing'],
    [{ queries: [{ qid: 42, text: 'sky' }] }, 'queries.0.qid is 42, a number; it must be a string'],
    [{ queries: [...one, { qid: '2', text: 5 }] }, 'queries.1.text is 5, a number; it must be a string'],
    [{ queries: [{ qid: '1', text: null }] }, 'queries.0.text is null; it must be a string'],
    [{ queries: [{ ...one[0], vector: { sky: 1 } }] }, 'unknown property vector in queries.0'],
    [
      { queries: [{ qid: '1', vector: { sky: '1' } }] },
      'queries.0.vector.sky is "1", a string; it must be a number',
    ],
    [
      { queries: [{ qid: '1', vector: { sky: -1 } }] },
      'queries.0.vector.sky is -1, a number; it must be at least 0',
    ],
    [{ queries: [{ qid: '1', vector: [1] }] }, 'queries.0.vector is [1], an array; it must be an object'],
    [{ queries: one, hits: '10' }, 'hits is "10", a string; it must be a number'],
    [{ queries: one, hits: 1.5 }, 'hits is 1.5, a number; it must be a whole number'],
    [
      { queries: one, method: 'dense' },
      'method is "dense", a string; it must be one of impact, bm25, hybrid',
    ],
    [{ queries: one, hitz: 5 }, 'unknown property hitz'],
  ])('%j', async (body, message) => {
    const answer = await postJson(url(), '/v1/embedded/search', body);
    expectError(answer, 400, 'USAGE');
    expect(answer.json.error.message).toBe(message);
  });

  it.each(['', '{', '{"queries": [}', '\u0000', '{"__proto__": {}}'])('that is invalid: %j', async (body) => {
    const headers = { 'content-type': 'application/json' };
    expectError(await ask(url(), '/v1/embedded/search', { method: 'POST', headers, body }), 400, 'USAGE');
  });

  it('with another content type', async () => {
    const answer = await ask(url(), '/v1/embedded/search', {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<queries/>',
    });
    expectError(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
});

describe('parameters', () => {
  it.each(['-1', '0', '1000000000', 'NaN', 'Infinity', '', '1.5', 'ten', '0x10%00', '10&hits=20'])(
    'hits=%s',
    async (hits) => {
      expectError(await ask(url(), `/v1/embedded/search?query=sky&hits=${hits}`), 400, 'USAGE');
    },
  );

  it.each([
    'hits=10',
    'query=',
    'query=sky&query=blue',
    'query=sky&method=dense',
    'query=sky&topK=0',
    'query=sky&minWeight=-1',
    'query=sky&minWeight=NaN',
    'query=sky&method=bm25&topK=3',
    'query=sky&documents=all',
    'query=sky&hitz=3',
  ])('%s', async (parameters) => {
    expectError(await ask(url(), `/v1/embedded/search?${parameters}`), 400, 'USAGE');
  });

  it.each([
    ['query=sky&hits=ten', 'hits is "ten", a string; it must be integer'],
    ['query=sky&hits=0', 'hits is 0, a number; it must be >= 1'],
    [
      'query=sky&method=dense',
      'method is "dense", a string; it must be equal to one of the allowed values: impact, bm25, hybrid',
    ],
    ['hits=10', 'query is missing'],
  ])('are named with their value: %s', async (parameters, message) => {
    const { json } = await ask(url(), `/v1/embedded/search?${parameters}`);
    expect(json.error.message).toBe(message);
  });

  it('are refused with a suggestion', async () => {
    const { json } = await ask(url(), '/v1/embedded/search?query=sky&hitz=3');
    expect(json.error.message).toBe('unknown parameter hitz, did you mean hits?');
    const { json: wrongIndex } = await ask(url(), '/v1/embeded/search?query=sky');
    expect(wrongIndex.error.message).toMatch(/^no index embeded, did you mean embedded\?/);
  });

  it('with unusual texts are searched without an error', async () => {
    for (const query of [
      '\0',
      '\ud83c',
      '🎈🎈🎈',
      '؀',
      '   ',
      '\u202e\u0000',
      randomBytes(60).toString('latin1'),
      '*:* AND (',
    ]) {
      for (const method of ['impact', 'bm25']) {
        const path = `/v1/embedded/search?${new URLSearchParams({ query, method })}`;
        expect((await ask(url(), path)).status, JSON.stringify(query)).toBe(200);
      }
    }
  });
});

describe('HTML', () => {
  it('in queries and titles is returned as JSON, with nosniff and a policy that forbids scripts', async () => {
    const path = `/v1/odd/search?${new URLSearchParams({ query: 'a b', hits: '20' })}`;
    const { json, headers } = await ask<SearchResponse>(url(), path);
    expect(json.candidates.find(({ docid }) => docid === 'harmful')?.title).toBe(harmful);
    const { json: echoed } = await ask<SearchResponse>(
      url(),
      `/v1/odd/search?${new URLSearchParams({ query: harmful })}`,
    );
    expect(echoed.query.text).toBe(harmful);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(/default-src 'self'/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe/);
  });

  it('in an address is not repeated on the page of a 404', async () => {
    const lost = await ask(url(), `/lost/${encodeURIComponent(harmful)}`, {
      headers: { accept: 'text/html' },
    });
    expect(lost.status).toBe(404);
    expect(lost.headers['content-type']).toMatch('text/html');
    expect(lost.text).toMatch('There is no page at this address');
    expect(lost.text).not.toMatch('onerror');
    expectError(await ask(url(), '/lost'), 404, 'NOT_FOUND');
    expectError(await ask(url(), '/v1/embedded/search', { method: 'DELETE' }), 405, 'METHOD_NOT_ALLOWED');
  });
});

it('does not serve a folder next to the index', async () => {
  mkdirSync(join(folder(), 'empty'), { recursive: true });
  await expect(
    serve({ indexes: [{ name: 'x', path: join(folder(), 'empty') }], port: 0 }),
  ).rejects.toMatchObject({
    code: 'INDEX',
  });
  await expect(serve({ indexes: [{ name: '../x', path: folder() }], port: 0 })).rejects.toMatchObject({
    code: 'USAGE',
  });
});
