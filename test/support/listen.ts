import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Listening {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Ends it, and whatever is connected to it. */
  close(): Promise<void>;
}

/** Has a server listen on this machine, at a port that is free. */
export async function listen(server: Server | SecureServer): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
