import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import { listen } from './listen.ts';
import { sendSlowly } from './slowly.ts';

export const commit = '0123456789abcdef0123456789abcdef01234567';

/** What the server does wrong with the next requests. */
export interface Faults {
  /** Answers these statuses, in turn, to whatever is asked. */
  statuses: number[];
  retryAfter?: string;
  /** Breaks the connection of the next downloads of a large file, in turn, after so many bytes. */
  breakAfter: number[];
  /** Sends the file with its bytes changed, or more or fewer of them than it says. */
  corrupt?: (bytes: Buffer) => Buffer;
  /** Sends a large file over so many milliseconds. */
  slowly?: number;
  /** Says this in place of a file's hash. */
  hash?: string;
  /** Ignores the header Range. */
  ignoresRange?: boolean;
  /** The token that the model needs. */
  gatedBy?: string;
}

export interface HubServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly faults: Faults;
  /** `METHOD path range` of each request. */
  readonly requests: string[];
}

/** A server that speaks the part of the Hugging Face Hub's interface that downloads need, for one model or data set. */
export async function startHub(
  model: string,
  folder: string,
  kind: 'models' | 'datasets' = 'models',
): Promise<HubServer> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(folder, path).split(sep).join('/'), await readFile(path));
  }
  const faults: Faults = { statuses: [], breakAfter: [] };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
    const status = faults.statuses.shift();
    if (status !== undefined) return fail(response, status, faults);
    if (faults.gatedBy !== undefined) {
      const { authorization } = request.headers;
      if (authorization === undefined) return fail(response, 401, faults);
      if (authorization !== `Bearer ${faults.gatedBy}`) return fail(response, 403, faults);
    }
    answer({ model, kind, files }, faults, request, response);
  });
  const { address, close } = await listen(server);
  return {
    endpoint: `http://${address}`,
    faults,
    requests,
    [Symbol.asyncDispose]: close,
  };
}

function fail(response: ServerResponse, status: number, faults: Faults): void {
  response.writeHead(status, faults.retryAfter === undefined ? {} : { 'Retry-After': faults.retryAfter });
  response.end(JSON.stringify({ error: 'as the test asked' }));
}

function answer(
  { model, kind, files }: { model: string; kind: string; files: ReadonlyMap<string, Buffer> },
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname } = new URL(request.url!, 'http://hub');
  const json = (value: unknown) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const repository = `${kind === 'models' ? '' : `/${kind}`}/${model}`;
  const revision = ['main', 'refs%2Fconvert%2Fparquet', commit].map(
    (name) => `/api/${kind}/${model}/revision/${name}`,
  );
  const file = files.get(pathname.replace(`${repository}/resolve/${commit}/`, ''));
  if (revision.includes(pathname)) {
    json({ _id: '1', id: model, sha: commit });
  } else if (pathname === `/api/${kind}/${model}/tree/${commit}`) {
    json([...files].map(([path, bytes]) => treeEntry(path, bytes, faults.hash)));
  } else if (file) {
    send(file, faults, request, response);
  } else {
    fail(response, 404, faults);
  }
}

function treeEntry(path: string, bytes: Buffer, hash?: string): object {
  const oid = hash ?? createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const entry = { type: 'file', path, size: bytes.length, oid };
  if (!/\.(safetensors|bin|onnx|parquet)$/.test(path)) return entry;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...entry, lfs: { oid: sha256, size: bytes.length, pointerSize: 134 } };
}

function send(file: Buffer, faults: Faults, request: IncomingMessage, response: ServerResponse): void {
  const range = faults.ignoresRange ? null : /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const whole = faults.corrupt?.(file) ?? file;
  const bytes = range ? whole.subarray(Number(range[1])) : whole;
  response.writeHead(range ? 206 : 200, { 'Content-Length': bytes.length });
  const isLarge = bytes.length > 50_000;
  if (isLarge && faults.slowly !== undefined) return void sendSlowly(response, bytes, faults.slowly);
  const breakAfter = isLarge ? faults.breakAfter.shift() : undefined;
  if (breakAfter === undefined) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 50));
}
