import { type CallToolResult, McpServer, type Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { IndexSet } from '../serving/index-set.js';
import { onAbort } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';
import { documentInWords, explanationInWords, indexesInWords, searchInWords } from './in-words.js';
import { inputs, outputs } from './schemas.js';
import { explain, getDocument, listIndexes, search } from './tools.js';

export interface McpOptions {
  /** Ends the serving. */
  readonly signal: AbortSignal;
  /** Told of errors that are no user's: of this program, or of the connection. */
  readonly onFault?: (error: unknown) => void;
}

const instructions =
  'Searches collections of documents by learned sparse vectors (SPLADE) or BM25. search finds documents, ' +
  'get_document reads one, explain says which terms brought it up.';

/**
 * Serves indexes to one client of the Model Context Protocol (https://modelcontextprotocol.io), until the client
 * goes or the signal says so. What is under way then is stopped.
 * @param transport the client's connection
 */
export async function serveMcp(indexes: IndexSet, transport: Transport, options: McpOptions): Promise<void> {
  const { signal, onFault } = options;
  const onerror = (error: Error) => onFault?.(error);
  const connection = serveStdio(() => createServer(indexes, options), { transport, onerror });
  await new Promise<void>((resolve) => {
    const { onclose } = transport;
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
    onAbort(signal, resolve);
  });
  await connection.close();
}

function createServer(indexes: IndexSet, { onFault }: McpOptions): McpServer {
  const server = new McpServer({ name: 'tserini', version: packageVersion() }, { instructions });
  const annotations = { readOnlyHint: true, openWorldHint: false };

  /** A result as an object and in words; what went wrong as a result too, so that the model can mend it. */
  async function answer<T extends object>(
    { signal }: { readonly signal: AbortSignal },
    work: () => T | Promise<T>,
    inWords: (result: T) => string,
  ) {
    try {
      const result = await work();
      return {
        content: [{ type: 'text', text: inWords(result) }],
        structuredContent: { ...result },
      } satisfies CallToolResult;
    } catch (error) {
      const isKnown = error instanceof TseriniError && error.code !== 'INTERNAL';
      // Nobody waits for what was cancelled.
      if (!isKnown && !signal.aborted) onFault?.(error);
      const text = isKnown ? error.message : `internal error: ${String(error)}`;
      return { content: [{ type: 'text', text }], isError: true } satisfies CallToolResult;
    }
  }

  server.registerTool(
    'list_indexes',
    {
      title: 'List indexes',
      description: 'Lists the collections that can be searched, and how',
      inputSchema: inputs.listIndexes,
      outputSchema: outputs.listIndexes,
      annotations,
    },
    (_, { mcpReq }) => answer(mcpReq, () => listIndexes(indexes), indexesInWords),
  );
  server.registerTool(
    'search',
    {
      title: 'Search',
      description:
        'Finds the documents that fit a query best, with titles and the parts that fit where there are texts',
      inputSchema: inputs.search,
      outputSchema: outputs.search,
      annotations,
    },
    (args, { mcpReq }) => answer(mcpReq, () => search(indexes, args, mcpReq.signal), searchInWords),
  );
  server.registerTool(
    'get_document',
    {
      title: 'Get a document',
      description: 'Reads a document; a long one in parts, each saying where the next begins',
      inputSchema: inputs.getDocument,
      outputSchema: outputs.getDocument,
      annotations,
    },
    (args, { mcpReq }) => answer(mcpReq, () => getDocument(indexes, args, mcpReq.signal), documentInWords),
  );
  server.registerTool(
    'explain',
    {
      title: 'Explain a score',
      description: "Says what each of the query's terms adds to a document's score, and which add nothing",
      inputSchema: inputs.explain,
      outputSchema: outputs.explain,
      annotations,
    },
    (args, { mcpReq }) => answer(mcpReq, () => explain(indexes, args, mcpReq.signal), explanationInWords),
  );
  return server;
}
