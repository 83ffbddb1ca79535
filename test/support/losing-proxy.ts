import { createServer } from 'node:http';
import { listen } from './listen.ts';
import { passOn } from './pass-on.ts';

export interface LosingProxy extends AsyncDisposable {
  readonly url: string;
  /** The kinds of requests of which an answer was lost: `PUT index`, `POST _bulk`. */
  readonly lost: Set<string>;
}

/**
 * A bad line to a cluster: of each kind of request that is no GET, the first one is done, but its answer does not
 * arrive.
 * @param target the cluster's address
 */
export async function startLosingProxy(target: string): Promise<LosingProxy> {
  const lost = new Set<string>();
  const server = createServer((request, response) => {
    const last = request.url!.split('?')[0]!.split('/').at(-1)!;
    const kind = `${request.method} ${last.startsWith('_') ? last : 'index'}`;
    const loses = request.method !== 'GET' && !lost.has(kind);
    if (loses) lost.add(kind);
    passOn(target, request, response, loses);
  });
  const { address, close } = await listen(server);
  return {
    url: `http://${address}`,
    lost,
    [Symbol.asyncDispose]: close,
  };
}
