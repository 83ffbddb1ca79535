import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
