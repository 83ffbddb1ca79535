import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { serve } from '#tserini/server/serve.js';
import type { RunningServer } from '#tserini/server/serve-options.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import { ask } from '../support/server.ts';

let server: RunningServer;
const url = () => server.url;

beforeAll(async () => {
  server = await serve({ indexes: [await embeddedIndex()], port: 0, receiveTimeoutMs: 1000 });
  return () => server.stop();
});

/** Opens a connection and says something, then nothing. @returns what came back until the server hung up */
function sayAndWait(words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(url()).port), '127.0.0.1', () => socket.write(words));
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

it.each([
  ['a head', 'GET /v1/indexes HTTP/1.1\r\nHost: localhost\r\nX-'],
  [
    'a body',
    'POST /v1/embedded/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"que',
  ],
])('disconnects clients that do not complete %s, without delaying others', async (_, words) => {
  let disconnected = 0;
  const slow = Array.from({ length: 40 }, async () => {
    const received = await sayAndWait(words);
    disconnected++;
    return received;
  });
  expect((await ask(url(), '/v1/embedded/search?query=quick')).status).toBe(200);
  expect(disconnected).toBe(0);
  for (const received of await Promise.all(slow)) expect(received).toMatch(/^HTTP\/1\.1 408 /);
});

it('answers 400 to another protocol', async () => {
  expect(await sayAndWait('\x16\x03\x01 this is TLS\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"USAGE"/);
});

it('answers 405 to a method that Node does not know', async () => {
  const said = await sayAndWait('FETCH /v1/indexes HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(said).toMatch(/^HTTP\/1\.1 405 [\s\S]*Allow: GET, HEAD, POST[\s\S]*"METHOD_NOT_ALLOWED"/);
});

it('is not blocked by clients that do not read their responses', async () => {
  const path = `/v1/embedded/search?${new URLSearchParams({ query: 'sky', hits: '1000', documents: 'full' })}`;
  const sockets = Array.from({ length: 20 }, () => {
    const socket = connect(Number(new URL(url()).port), '127.0.0.1');
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    return socket;
  });
  await sleep(50);
  expect((await ask(url(), '/v1/embedded/search?query=sky')).status).toBe(200);
  for (const socket of sockets) socket.destroy();
});
