import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { serveMcp } from '../../mcp/server.js';
import { IndexSet } from '../../serving/index-set.js';
import { throwIfStopped } from '../../util/abort.js';
import type { Command } from '../command.js';
import { openQueryEncoder } from '../flags/encoder-flags.js';
import { indexDefinitions, indexSetFlags, withNamed } from '../index-definitions.js';

/** Serves indexes to an assistant. Standard input and output carry the protocol, through its own transport. */
export const command: Command = {
  examples: [
    ['mcp', 'The embedded collection'],
    [
      'mcp --index nfcorpus=index/nfcorpus,encoder=splade-tiny,bm25=index/text',
      'SPLADE and BM25, with titles and texts',
    ],
  ],
  options: indexSetFlags,
  drains: true,
  epilogue:
    'An assistant starts this command and communicates over standard input and output; docs/mcp.md has the\n' +
    'settings. Tools: search, get_document, explain, list_indexes.',

  async run(flags, io) {
    const definitions = await indexDefinitions(flags, io);
    throwIfStopped(io.signal);
    await using indexes = await IndexSet.open(definitions, {
      loadEncoder: (model, named) => openQueryEncoder(model, withNamed(flags, named), io),
    });
    await serveMcp(indexes, new StdioServerTransport(), {
      signal: io.signal,
      onError: (error) => io.log(`tserini: ${error instanceof Error ? error.stack : String(error)}`),
    });
  },
};
