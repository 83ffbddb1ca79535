import { createServer } from 'node:http';
import { listen } from './listen.ts';
import { sendSlowly } from './slowly.ts';

export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** `METHOD path range` of each request. */
  readonly requests: string[];
  /** Breaks the connection of the next downloads, in turn, after so many bytes. */
  readonly breakAfter: number[];
  /** Sends each file over so many milliseconds. */
  slowly?: number;
}

/** Serves files by their path, whole or from a position on. */
export async function serveFiles(files: Readonly<Record<string, Buffer>>): Promise<FileServer> {
  const requests: string[] = [];
  const breakAfter: number[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
    const file = Object.hasOwn(files, request.url!) ? files[request.url!] : undefined;
    if (!file) return void response.writeHead(404).end();
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const bytes = from === undefined ? file : file.subarray(Number(from));
    response.writeHead(from === undefined ? 200 : 206, { 'Content-Length': bytes.length });
    if (request.method === 'HEAD') return void response.end();
    const breaksAt = breakAfter.shift();
    if (breaksAt === undefined && served.slowly !== undefined) {
      return void sendSlowly(response, bytes, served.slowly);
    }
    if (breaksAt === undefined) return void response.end(bytes);
    response.write(bytes.subarray(0, breaksAt), () => setTimeout(() => response.destroy(), 50));
  });
  const { address, close } = await listen(server);
  const served: FileServer = {
    url: `http://${address}`,
    requests,
    breakAfter,
    [Symbol.asyncDispose]: close,
  };
  return served;
}
