import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLines, silentServer } from '../support/command-lines.ts';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const topics = join(embeddedCollection, 'queries.jsonl');
let silent: Awaited<ReturnType<typeof silentServer>>;

beforeAll(async () => {
  silent = await silentServer();
});
afterAll(() => silent.close());

/** The line that a command says which reads a secret from the environment; nothing answers it, so it must not ask. */
async function refused(name: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const { exitCode, stdout, stderr } = await tserini([name, ...args, '--verbose'], { cwd: folder(), env });
  expect(exitCode).toBe(2);
  expect(stdout + stderr).not.toContain('hunt');
  return stderr.split('\n')[0];
}

describe.each([
  ['a letter that no header can hold', 'hunt€r2', 'its character 5 is a space or not printable ASCII'],
  ['a line break inside', 'hunt\ner2', 'its character 5 is a space or not printable ASCII'],
])('a secret with %s', (_, secret, why) => {
  const cannot = (source: string) => `tserini: ${source} cannot be used: ${why}`;

  it('is refused by every command that sends it to a cluster', async () => {
    const env = { TSERINI_OPENSEARCH_API_KEY: secret };
    const search = ['--topics', topics, '--encoder', 'splade-tiny', '--output', 'run.txt'];
    for (const [name, ...args] of [
      ['index.opensearch', '--input', embeddedCollection, '--index', 'i', '--url', silent.url],
      ['search.opensearch', '--index', 'i', '--url', silent.url, ...search],
      ['search.hybrid', '--impact-index', `${silent.url}/i`, '--text-index', folder(), ...search],
      ['serve', '--port', '0', '--index', `a=${silent.url}/i,encoder=splade-tiny`],
      ['mcp', '--index', `a=${silent.url}/i,encoder=splade-tiny`],
    ] as const) {
      expect(await refused(name, args, env), name).toBe(cannot('TSERINI_OPENSEARCH_API_KEY'));
    }
  });

  it('is refused by every command that loads a model of the Hub', async () => {
    const hub = { HF_ENDPOINT: silent.url, HF_HOME: join(folder(), 'models'), HF_TOKEN: secret };
    const encode = commandLines(folder(), silent.url).encode!.find(({ env }) => env)!;
    expect(await refused('encode', encode.args, hub)).toBe(cannot('HF_TOKEN'));
    const query = ['--topics', topics, '--encoder', 'naver/splade-v3', '--output', 'queries.jsonl'];
    expect(await refused('encode.query', query, hub)).toBe(cannot('HF_TOKEN'));
  });

  it('is refused as the key of a server', async () => {
    expect(await refused('serve', ['--port', '0'], { TSERINI_API_KEY: secret })).toBe(
      cannot('TSERINI_API_KEY'),
    );
  });
});
