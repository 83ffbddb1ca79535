import { createMcpHandler } from '@modelcontextprotocol/server';
import type { IndexSet } from '../serving/index-set.js';
import { createServer } from './server.js';

/** Answers requests of the protocol over HTTP, each by itself: nothing is kept between them. */
export interface McpOverHttp {
  /** @param body of the request, parsed; undefined where it has none */
  fetch(request: Request, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Serves indexes by the protocol's Streamable HTTP, to clients of its current revision and of those before it.
 * @param onError called with internal errors
 */
export function mcpOverHttp(indexes: IndexSet, onError: (error: unknown) => void): McpOverHttp {
  const handler = createMcpHandler(() => createServer(indexes, { onError }), {
    // The tools never change, so there is nothing to subscribe to.
    maxSubscriptions: 0,
  });
  return {
    fetch: (request, parsedBody) => handler.fetch(request, parsedBody === undefined ? {} : { parsedBody }),
    close: () => handler.close(),
  };
}
