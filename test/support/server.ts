import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll } from 'vitest';
import type { ErrorResponse } from '#tserini/server/schemas.js';
import type { ServeOptions } from '#tserini/server/serve-options.js';
import { type ServerOfIndexes, startServer } from '#tserini/server/start-server.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';

export interface Answer<T = ErrorResponse> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: T;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends a request whose path reaches the server byte for byte, as a browser would not let it. */
export function ask<T = ErrorResponse>(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body }: AskOptions = {},
): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, method, headers, agent: false }, async (response) => {
      const received = await text(response).catch(reject);
      if (received === undefined) return;
      const isJson = /[/+]json/.test(response.headers['content-type'] ?? '');
      resolve({
        status: response.statusCode!,
        headers: response.headers,
        text: received,
        json: isJson ? (JSON.parse(received) as T) : (undefined as T),
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

export function postJson<T = ErrorResponse>(url: string, path: string, value: unknown): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json' };
  return ask(url, path, { method: 'POST', headers, body: JSON.stringify(value) });
}

/** A server of the embedded collection while the tests of a file run; call the result inside of tests and hooks. */
export function suiteServer(options: Partial<ServeOptions> = {}): () => ServerOfIndexes {
  let server: ServerOfIndexes;
  beforeAll(async () => {
    server = await startServer({ indexes: [await embeddedIndex()], port: 0, ...options });
  });
  afterAll(() => server?.stop());
  return () => server;
}

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The command `serve` as a process of its own, on any free port. It is stopped where the result is disposed of. */
export async function startServerProcess(flags: readonly string[] = []) {
  const child = execa(process.execPath, [main, 'serve', '--port', '0', ...flags], { reject: false });
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      log += chunk;
      const found = /on (http:\S+)\n/.exec(log)?.[1];
      if (found) resolve(found);
    });
    child.then(({ stderr }) => reject(new Error(`it did not start: ${stderr}`)));
  });
  return {
    child,
    url,
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child;
    },
  };
}
