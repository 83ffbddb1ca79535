import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { serve } from '#tserini/server/serve.js';
import type { RunningServer } from '#tserini/server/serve-options.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import { oddAddress, oddBatch } from './odd-requests.ts';
import type { Target } from './target.ts';

let faults: unknown[] = [];
let server: Promise<RunningServer> | undefined;

/** One server for all cases of the process. */
function running(): Promise<RunningServer> {
  server ??= embeddedIndex().then((index) =>
    serve({
      indexes: [index],
      port: 0,
      receiveTimeoutMs: 500,
      timeoutMs: 5000,
      onError: (error) => faults.push(error),
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
  '{"queries": [{"qid": "q1", "text": "why is the sky blue"}, {"qid": "2", "text": "thunder"}], "hits": 3}';
const paths = [
  '/v1/embedded/search?query=sky%20blue&hits=3&documents=snippet',
  '/v1/embedded/search?query=sky&topK=5&minWeight=3&drop=sky',
  '/v1/embedded/search?query=sky&method=bm25&documents=full',
  '/v1/embedded/doc/weather-01',
  '/v1/embedded/explain/weather-01?query=sky',
  '/v1/embedded/vector/weather-01',
  '/v1/encode?text=sky',
  '/v1/indexes',
  '/healthz',
  '/openapi.json',
];
const cleanPath = (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(/[\s\0]/g, '_'), 'latin1');

/** These, where the server takes them: what is refused already would not be corrupted. */
async function taken(requests: readonly Buffer[], whole: (request: Buffer) => Buffer): Promise<Buffer[]> {
  for (const request of requests) {
    const answer = await talk(whole(request));
    if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`${request} is refused: ${answer.slice(0, 500)}`);
  }
  return [...requests];
}

const get = (path: Buffer) =>
  Buffer.from(head(`GET ${cleanPath(path).toString('latin1')} HTTP/1.1`), 'latin1');
const post = (body: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `POST /v1/embedded/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);
const buffers = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));

/** What a stranger may send to the server. */
export const serverTargets: readonly Target[] = [
  {
    name: 'rest-bytes',
    file: 'request',
    seeds: () =>
      taken(
        buffers([
          ...paths.map((path) => head(`GET ${path} HTTP/1.1`)),
          head('POST /v1/embedded/search HTTP/1.1', batch),
        ]),
        (request) => request,
      ),
    read: async (path) => ask(await readFile(path)),
  },
  {
    name: 'rest-address',
    file: 'request',
    seeds: () => taken(buffers(paths), get),
    made: oddAddress,
    wrap: get,
    read: async (path) => ask(await readFile(path)),
  },
  {
    name: 'rest-body',
    file: 'request',
    seeds: () =>
      taken(
        buffers([
          batch,
          '{"queries": [{"qid": "q", "vector": {"sky": 3, "1995": 0.5}}], "documents": "full", "method": "impact"}',
        ]),
        post,
      ),
    made: oddBatch,
    wrap: post,
    read: async (path) => ask(await readFile(path)),
  },
];
