import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** An open connection may have sent a request that is not read yet, unless nothing came for this many milliseconds. */
const quietMs = 100;
const pollMs = 10;
/** A turn of the event loop in which nothing happens is shorter. */
const idleTurnMs = 0.05;

/** Follows the connections of a server and the requests that it has received and not yet answered. */
export class InFlightRequests {
  readonly #server: Server;
  /** By connection: the responses that are neither sent nor abandoned. */
  readonly #responses = new Map<Socket, Set<ServerResponse>>();
  #unanswered = 0;
  #lastSign = Number.NEGATIVE_INFINITY;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#watch(socket));
    server.on('request', ({ socket }, response) => {
      this.#lastSign = performance.now();
      this.#unanswered++;
      const responses = this.#responses.get(socket);
      responses?.add(response);
      response.once('close', () => {
        this.#unanswered--;
        responses?.delete(response);
      });
    });
  }

  #watch(socket: Socket): void {
    this.#lastSign = performance.now();
    const responses = new Set<ServerResponse>();
    this.#responses.set(socket, responses);
    socket.once('close', () => {
      this.#responses.delete(socket);
      for (const response of responses) {
        if (response.socket) continue;
        // A client that sends requests without waiting and leaves: Node closes no response that is not its turn yet.
        response.destroy();
        response.emit('close');
      }
    });
  }

  /**
   * Stops accepting connections; those that are open stay so. The system resets what it has connected and the server
   * not accepted yet, so this waits, for a second at most, for a turn of the event loop in which there is nothing to do.
   */
  async refuseConnections(): Promise<void> {
    const deadline = performance.now() + 1000;
    for (let isIdle = false; !isIdle && performance.now() < deadline; ) {
      const [sign, started] = [this.#lastSign, performance.now()];
      await nextTurn();
      isIdle = sign === this.#lastSign && performance.now() - started < idleTurnMs;
    }
    // The close of http would also end open connections, on which a request may be under way.
    NetServer.prototype.close.call(this.#server);
  }

  /**
   * Waits until every request is answered, those too that open connections have sent and that are not read yet.
   * @param limitMs how long at most
   */
  async drained(limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs;
    const isQuiet = () => performance.now() - this.#lastSign >= quietMs;
    while (this.#unanswered > 0 || (this.#responses.size > 0 && !isQuiet())) {
      if (performance.now() >= deadline) return;
      await sleep(pollMs);
    }
  }
}
