import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** What is answered to a request. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  /** Sent as JSON; a text is sent as it is, as JSON where it begins like it. */
  readonly body?: unknown;
  /** Ends the connection in the middle of the body. */
  readonly breaks?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
}

export interface AnsweringServer extends AsyncDisposable {
  readonly url: string;
  /** `METHOD /path` of each request. */
  readonly requests: string[];
}

/**
 * Speaks like an OpenSearch in trouble of a kind that a healthy one cannot be brought to.
 * @param answers by `METHOD /path`: to the first request, to the second, and so on; the last to all that follow
 */
export async function answerWith(
  answers: Readonly<Record<string, readonly Answer[]>>,
): Promise<AnsweringServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const asked = `${request.method} ${request.url!.split('?')[0]}`;
    requests.push(asked);
    const prepared = answers[asked] ?? [{ status: 404, body: { error: `unexpected: ${asked}` } }];
    const count = requests.filter((earlier) => earlier === asked).length;
    const { status = 200, body = {}, breaks, silent } = prepared[count - 1] ?? prepared.at(-1)!;
    if (silent) return;
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const type = bytes[0] === '{'.charCodeAt(0) ? 'application/json' : 'text/html';
    response.writeHead(status, { 'content-type': type, 'content-length': bytes.length });
    if (breaks) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    else response.end(bytes);
  });
  const { address, close } = await listen(server);
  return {
    url: `http://${address}`,
    requests,
    [Symbol.asyncDispose]: close,
  };
}
