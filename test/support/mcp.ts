import { fileURLToPath } from 'node:url';
import { type CallToolResult, Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll } from 'vitest';

export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A real client, connected to `tserini mcp` in a process of its own. */
export async function connectClient(
  args: readonly string[] = [],
  options: ClientOptions = {},
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, options);
  const env = process.env as Record<string, string>;
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [main, 'mcp', ...args],
      env,
      stderr: 'ignore',
    }),
  );
  return client;
}

/** Calls a tool while the tests of a file run; the client is closed after them. */
export function suiteClient(args: () => readonly string[] = () => []) {
  let client: Client;
  beforeAll(async () => {
    client = await connectClient(args());
  });
  afterAll(() => client?.close());
  const call = async (name: string, args: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: args })) as CallToolResult;
  return {
    client: () => client,
    call,
    /** A result as an object; fails where the tool did. */
    async get<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
      const result = await call(name, args);
      if (result.isError) throw new Error(textOf(result));
      return result.structuredContent as T;
    },
    /** What the tool says went wrong; fails where nothing did. */
    async failure(name: string, args: Record<string, unknown> = {}): Promise<string> {
      const result = await call(name, args);
      if (!result.isError) throw new Error(`${name} worked: ${textOf(result)}`);
      return textOf(result);
    },
  };
}

/** The words of a result. */
export function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
