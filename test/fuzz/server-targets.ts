import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { embeddedIndex } from '#tserini/server/embedded-index.js';
import { type RunningServer, serve } from '#tserini/server/serve.js';
import type { Target } from './target.ts';

let faults: unknown[] = [];
let server: Promise<RunningServer> | undefined;

/** One server for all cases of the process. */
function running(): Promise<RunningServer> {
  server ??= embeddedIndex().then((index) =>
    serve({
      indexes: [index],
      port: 0,
      arrivalMs: 500,
      timeoutMs: 5000,
      onFault: (error) => faults.push(error),
    }),
  );
  return server;
}

/** Sends bytes and reads all that comes, until the server ends the connection. */
async function talk(bytes: Buffer): Promise<string> {
  const { port, hostname } = new URL((await running()).url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  // What is not whole when it ends is dropped by the server; a reset is an end as well.
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(bytes);
  await closed;
  return answer;
}

/** Whatever comes: the answer is one of HTTP that blames the request, and the server still serves. */
async function ask(bytes: Buffer): Promise<void> {
  faults = [];
  const answer = await talk(bytes);
  const fault = faults[0];
  if (fault !== undefined) throw fault;
  for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
    if (Number(status) >= 500 && !['501', '503', '505'].includes(status!)) {
      throw new Error(`status ${status}: ${answer.slice(0, 500)}`);
    }
  }
  if (answer !== '' && !answer.startsWith('HTTP/1.1 ')) throw new Error(`no HTTP: ${answer.slice(0, 100)}`);
}

const head = (line: string, body = '') =>
  [
    line,
    'Host: localhost',
    'Connection: close',
    ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
    '',
    body,
  ].join('\r\n');
const batch =
  '{"queries": [{"qid": "q1", "query": "why is the sky blue"}, {"qid": "2", "query": "thunder"}], "hits": 3}';
const paths = [
  '/v1/embedded/search?query=sky%20blue&hits=3&documents=snippet',
  '/v1/embedded/search?query=sky&topK=5&minWeight=3&drop=sky&method=bm25',
  '/v1/embedded/doc/weather-01',
  '/v1/embedded/explain/weather-01?query=sky',
  '/v1/embedded/vector/weather-01',
  '/v1/indexes?x=1',
  '/healthz',
  '/openapi.json',
];
const cleanPath = (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(/[\s\0]/g, '_'), 'latin1');

/** What a stranger may send to the server. */
export const serverTargets: readonly Target[] = [
  {
    name: 'rest-bytes',
    file: 'request',
    seeds: async () =>
      [
        ...paths.map((path) => head(`GET ${path} HTTP/1.1`)),
        head('POST /v1/embedded/search HTTP/1.1', batch),
      ].map((text) => Buffer.from(text)),
    read: async (path) => ask(await readFile(path)),
  },
  {
    name: 'rest-address',
    file: 'request',
    seeds: async () => paths.map((path) => Buffer.from(path)),
    wrap: (path) => Buffer.from(head(`GET ${cleanPath(path).toString('latin1')} HTTP/1.1`), 'latin1'),
    read: async (path) => ask(await readFile(path)),
  },
  {
    name: 'rest-body',
    file: 'request',
    seeds: async () => [
      Buffer.from(batch),
      Buffer.from(
        '{"queries": [{"qid": "q", "query": "sky"}], "documents": "full", "topK": 3, "drop": ["sky"]}',
      ),
    ],
    wrap: (body) =>
      Buffer.concat([
        Buffer.from(
          `POST /v1/embedded/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]),
    read: async (path) => ask(await readFile(path)),
  },
];
