import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import type { BatchResponse, SearchResponse } from '#tserini/serving/results.js';
import { ask, postJson, startServerProcess } from '../support/server.ts';
import { suiteFolder } from '../support/temp.ts';

const count = 1000;
const folder = suiteFolder();
const records = Array.from({ length: count }, (_, i) => ({
  id: `d${i}`,
  contents: `Document ${i}. ${'It is long and says nothing. '.repeat(150)}`,
  vector: { long: 1 + i },
}));
const ranked = records.toReversed();

beforeAll(async () => {
  const input = join(folder(), 'input.jsonl');
  // A term of every document would not be searched.
  const lines = [...records, { id: 'other', contents: 'other', vector: { other: 1 } }];
  writeFileSync(input, `${lines.map((record) => JSON.stringify(record)).join('\n')}\n`);
  await new LuceneIndexer(join(folder(), 'index'), { storeRaw: true }).index(input);
});

const start = (...flags: string[]) =>
  startServerProcess(['--index', `long=${join(folder(), 'index')}`, ...flags]);

/** The answer to one of these is 4 MB, to a hundred 400 MB. */
const batch = (length: number) => ({
  queries: Array.from({ length }, (_, i) => ({ qid: `q${i}`, vector: { long: 1 } })),
  hits: count,
  documents: 'full',
});

it('sends whole what is longer than a piece', async () => {
  await using server = await start();
  const expected = ranked.map((doc, i) => ({ docid: doc.id, score: doc.vector.long, rank: i + 1, doc }));
  const path = `/v1/long/search?query=long&hits=${count}&documents=full`;
  const { json } = await ask<SearchResponse>(server.url, path);
  expect(json).toMatchObject({ index: 'long', method: 'impact', candidates: expected });
  const { json: many } = await postJson<BatchResponse>(server.url, '/v1/long/search', batch(3));
  expect(many.results.map(({ query }) => query.qid)).toEqual(['q0', 'q1', 'q2']);
  for (const { candidates } of many.results) expect(candidates).toMatchObject(expected);
});

it('takes little memory for clients that do not read, and disconnects them', async () => {
  await using server = await start('--send-timeout', '15');
  const { port } = new URL(server.url);
  const small = '/v1/long/search?query=long&documents=none';
  expect((await ask(server.url, small)).status).toBe(200);
  const megabytes = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]) / 1024;
  const before = megabytes();
  const body = JSON.stringify(batch(100));
  const head = `POST /v1/long/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const clients = 30;
  const streams = async () =>
    /^tserini_answers_streaming .*/m.exec((await ask(server.url, '/metrics')).text)![0];
  for (let i = 0; i < clients; i++) {
    const socket: Socket = connect(Number(port), '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    socket.write(head + body);
  }
  const soon = { timeout: 30_000, interval: 20 };
  await expect.poll(streams, soon).toBe(`tserini_answers_streaming ${clients}`);
  // Those who read are answered meanwhile.
  for (let i = 0; i < 50; i++) expect((await ask(server.url, small)).status).toBe(200);
  expect(megabytes() - before).toBeLessThan(500);
  await expect.poll(streams, soon).toBe('tserini_answers_streaming 0');
}, 120_000);
