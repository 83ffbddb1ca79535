import { type CallToolResult, McpServer, type Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { IndexSet } from '../serving/index-set.js';
import { abortable } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';
import { inputs, outputs, withMessages } from './schemas.js';
import { documentText, explanationText, indexesText, searchText } from './text-content.js';
import { explain, getDocument, listIndexes, search } from './tools.js';

export interface McpOptions {
  /** Stops the server. */
  readonly signal: AbortSignal;
  /** Called with internal errors and those of the connection. */
  readonly onError?: (error: unknown) => void;
}

const instructions =
  'Searches collections of documents by learned sparse vectors (SPLADE) or BM25. search finds documents, ' +
  'get_document reads one, explain shows which terms matched.';

/**
 * Serves indexes to one client of the Model Context Protocol (https://modelcontextprotocol.io) until the client
 * disconnects or the signal is aborted. Pending requests are canceled then.
 * @param transport the client's connection
 */
export async function serveMcp(indexes: IndexSet, transport: Transport, options: McpOptions): Promise<void> {
  const { signal, onError } = options;
  const onerror = (error: Error) => onError?.(error);
  const connection = serveStdio(() => createServer(indexes, options), { transport, onerror });
  const disconnected = new Promise<void>((resolve) => {
    const { onclose } = transport;
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
  });
  await abortable(disconnected, signal).catch(() => {});
  await connection.close();
}

/** A server with the tools, for one connection or one request. */
export function createServer(indexes: IndexSet, { onError }: Pick<McpOptions, 'onError'>): McpServer {
  const server = new McpServer({ name: 'tserini', version: packageVersion() }, { instructions });
  const annotations = { readOnlyHint: true, openWorldHint: false };

  /** A result as structured content and text; an error is a result too, so that the model can correct its call. */
  async function answer<T extends object>(
    { signal }: { readonly signal: AbortSignal },
    work: () => T | Promise<T>,
    toText: (result: T) => string,
  ) {
    try {
      const result = await work();
      return {
        content: [{ type: 'text', text: toText(result) }],
        structuredContent: { ...result },
      } satisfies CallToolResult;
    } catch (error) {
      const isKnown = error instanceof TseriniError && error.code !== 'INTERNAL';
      // The result of a canceled request is discarded.
      if (!isKnown && !signal.aborted) onError?.(error);
      const text = isKnown ? error.message : `internal error: ${String(error)}`;
      return { content: [{ type: 'text', text }], isError: true } satisfies CallToolResult;
    }
  }

  server.registerTool(
    'list_indexes',
    {
      title: 'List indexes',
      description: 'Lists the collections that can be searched and their search methods',
      inputSchema: withMessages(inputs.listIndexes),
      outputSchema: outputs.listIndexes,
      annotations,
    },
    (_, { mcpReq }) => answer(mcpReq, () => listIndexes(indexes), indexesText),
  );
  server.registerTool(
    'search',
    {
      title: 'Search',
      description:
        'Finds the documents that match a query best; with titles and snippets if the index stores texts',
      inputSchema: withMessages(inputs.search),
      outputSchema: outputs.search,
      annotations,
    },
    (args, { mcpReq }) => answer(mcpReq, () => search(indexes, args, mcpReq.signal), searchText),
  );
  server.registerTool(
    'get_document',
    {
      title: 'Get a document',
      description: 'Reads a document; a long one in parts, each with the offset of the next',
      inputSchema: withMessages(inputs.getDocument),
      outputSchema: outputs.getDocument,
      annotations,
    },
    (args, { mcpReq }) => answer(mcpReq, () => getDocument(indexes, args, mcpReq.signal), documentText),
  );
  server.registerTool(
    'explain',
    {
      title: 'Explain a score',
      description:
        "Shows what each of the query's terms adds to a document's score, and which terms do not match",
      inputSchema: withMessages(inputs.explain),
      outputSchema: outputs.explain,
      annotations,
    },
    (args, { mcpReq }) => answer(mcpReq, () => explain(indexes, args, mcpReq.signal), explanationText),
  );
  return server;
}
