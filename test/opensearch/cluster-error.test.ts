import { describe, expect, it } from 'vitest';
import { Cluster } from '#tserini/opensearch/cluster.js';
import { type Answer, answerWith } from '../support/answering-server.ts';

const asked = 'GET /asked';

async function ask(answers: readonly Answer[], options: { maxRetries?: number; requestTimeoutMs?: number }) {
  const server = await answerWith({ [asked]: answers });
  await using cluster = await Cluster.connect({ url: server.url, maxRetries: 0, ...options });
  try {
    const { body } = await cluster.request({ method: 'GET', path: '/asked' });
    return { body, tries: server.requests.length };
  } catch (error) {
    return { error, tries: server.requests.length };
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

const because = (type: string, reason: string) => ({ error: { root_cause: [{ type, reason }] } });

describe('what a cluster answers in place of what was asked', () => {
  const answers: readonly (readonly [string, Answer, string, RegExp])[] = [
    [
      '403',
      { status: 403, body: because('x', 'not for you') },
      'CLUSTER',
      /not allow this \(403, not for you\)/,
    ],
    ['403 of a proxy', { status: 403, body: 'no' }, 'CLUSTER', /does not allow this \(403\)/],
    [
      '404',
      { status: 404, body: because('x', 'no such thing') },
      'NOT_FOUND',
      /not there at .*: no such thing/,
    ],
    ['404 without a word', { status: 404 }, 'NOT_FOUND', /not there at .*: 404/],
    ['a page of 404', { status: 404, body: '<html>' }, 'CLUSTER', /is not OpenSearch \(404\)/],
    ['a page of 502', { status: 502, body: '<html>' }, 'CLUSTER', /answered 502$/],
    [
      '413',
      { status: 413, body: {} },
      'CLUSTER',
      /request as large as this \(413\): make --batch-mb smaller/,
    ],
    [
      'an index that is there',
      { status: 400, body: because('resource_already_exists_exception', 'index [x] exists') },
      'INDEX',
      /index \[x\] exists/,
    ],
    [
      'an error without causes',
      { status: 400, body: { error: { reason: 'odd\nand long' } } },
      'CLUSTER',
      /400, odd$/,
    ],
    ['an error that is a text', { status: 400, body: { error: 'odd' } }, 'CLUSTER', /400, odd$/],
    ['an error that says nothing', { status: 400, body: { error: {} } }, 'CLUSTER', /answered 400$/],
    [
      'an answer that breaks off',
      { body: { a: 'long '.repeat(99) }, breaks: true },
      'CLUSTER',
      /no OpenSearch can be reached at/,
    ],
    ['half an answer', { body: '{"a"' }, 'CLUSTER', /is not OpenSearch, or broke off$/],
    ['another page', { body: '<html>' }, 'CLUSTER', /is not OpenSearch$/],
  ];
  it.each(answers)('%s', async (_, answer, code, message) => {
    const { error } = await ask([answer], {});
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('nothing, within the time limit', async () => {
    const { error, tries } = await ask([{ silent: true }], { maxRetries: 1, requestTimeoutMs: 300 });
    expect(error).toMatchObject({
      code: 'CLUSTER',
      message: expect.stringMatching(/no answer in time .*2 times/),
    });
    expect(tries).toBe(2);
  });
});

describe('another try', () => {
  it.each<[string, Answer]>([
    ['429', { status: 429, body: because('x', 'busy') }],
    ['503 of a proxy', { status: 503, body: 'down' }],
    ['an answer that broke off', { body: { a: 'long '.repeat(99) }, breaks: true }],
    ['half an answer', { body: '{"a"' }],
  ])('is made after %s', async (_, answer) => {
    expect(await ask([answer, { body: { a: 1 } }], { maxRetries: 1 })).toEqual({ body: { a: 1 }, tries: 2 });
  });

  it('is not made after what would come again', async () => {
    for (const status of [400, 401, 403, 404, 413]) {
      expect(await ask([{ status }], { maxRetries: 5 })).toMatchObject({ tries: 1 });
    }
  });

  it('is the last where the tries are spent, and the message counts them', async () => {
    const { error, tries } = await ask([{ status: 503, body: because('x', 'down') }], { maxRetries: 2 });
    expect(error).toMatchObject({
      code: 'CLUSTER',
      message: expect.stringMatching(/503, down, tried 3 times$/),
    });
    expect(tries).toBe(3);
  });
});
