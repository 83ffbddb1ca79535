import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { main } from '../support/mcp.ts';
import { suiteFolder } from '../support/temp.ts';

// What a client sees of the process: every line of its output, how it ends.

const folder = suiteFolder();

interface Message {
  readonly id?: number;
  readonly result?: { readonly isError?: boolean; readonly serverInfo?: { readonly name: string } };
  readonly error?: { readonly code: number };
}

function start(args: readonly string[] = []) {
  const child = execa(process.execPath, [main, 'mcp', ...args], { reject: false, stdin: 'pipe' });
  const messages: Message[] = [];
  const lines = createInterface({ input: child.stdout });
  // Throws at anything that is not the protocol's.
  lines.on('line', (line) => messages.push(JSON.parse(line) as Message));
  return {
    child,
    messages,
    send: (...sent: readonly object[]) =>
      child.stdin.write(
        sent.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''),
      ),
    async answer(id: number): Promise<Message> {
      for (;;) {
        const found = messages.find((message) => message.id === id);
        if (found) return found;
        await once(lines, 'line');
      }
    },
  };
}

const initialize = {
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1.0.0' },
  },
};
const initialized = { method: 'notifications/initialized' };
const search = (id: number, query: string) => ({
  id,
  method: 'tools/call',
  params: { name: 'search', arguments: { query } },
});

it('discards the result of a canceled request, answers the next, and ends with its input', async () => {
  const { child, send, answer, messages } = start();
  send(initialize, initialized, search(1, 'warm up'));
  expect((await answer(0)).result?.serverInfo?.name).toBe('tserini');
  await answer(1);
  send(search(2, 'a canceled question'), {
    method: 'notifications/cancelled',
    params: { requestId: 2, reason: 'changed my mind' },
  });
  send(search(3, 'bread'));
  expect((await answer(3)).result?.isError).toBeFalsy();
  child.stdin.end();
  const { exitCode, stderr } = await child;
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(messages.map(({ id }) => id)).toEqual([0, 1, 3]);
});

it('survives input that is not the protocol, and ends on SIGTERM', async () => {
  const { child, send, answer } = start();
  send(initialize, initialized);
  await answer(0);
  child.stdin.write('this is no JSON\n{"jsonrpc":"1.0"}\n[]\n');
  send({ id: 5, method: 'no/such/method' }, search(6, 'bread'));
  expect((await answer(5)).error).toBeDefined();
  expect((await answer(6)).result?.isError).toBeFalsy();
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(0);
});

it('ends without output on SIGINT', async () => {
  const { child, send, answer, messages } = start();
  send(initialize, initialized, search(1, 'bread'));
  expect((await answer(1)).result?.isError).toBeFalsy();
  child.kill('SIGINT');
  const { exitCode, stderr } = await child;
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(messages.map(({ id }) => id)).toEqual([0, 1]);
});

it('ends when its input has ended before it was ready', async () => {
  const { child } = start();
  child.stdin.end();
  const { exitCode, stdout } = await child;
  expect([exitCode, stdout]).toEqual([0, '']);
});

it.each([
  [['--index', 'nowhere=/nowhere/at/all'], 1, /\/nowhere\/at\/all/],
  [['--port', '1'], 2, /unknown flag --port/],
])('reports on standard error why it does not start: %j', async (args, status, message) => {
  const { exitCode, stdout, stderr } = await start(args).child;
  expect([exitCode, stdout]).toEqual([status, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('builds the embedded index on first use, without output but the protocol', async () => {
  const child = execa(process.execPath, [main, 'mcp'], {
    reject: false,
    env: { TSERINI_CACHE: folder() },
    input: `${JSON.stringify({ jsonrpc: '2.0', ...initialize })}\n`,
  });
  const { exitCode, stdout } = await child;
  expect(exitCode).toBe(0);
  for (const line of stdout.split('\n').filter((one) => one !== ''))
    expect(JSON.parse(line)).toHaveProperty('jsonrpc');
});
