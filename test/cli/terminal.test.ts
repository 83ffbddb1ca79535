import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { tserini } from '../support/cli.ts';
import { suiteFolder } from '../support/temp.ts';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const folder = suiteFolder();
const escapeCharacter = String.fromCharCode(27);

/** util-linux' `script` runs a command on a terminal. */
const { stdout: version } = await execa('script', ['--version'], { reject: false });
const hasTerminal = /util-linux/.test(version ?? '');

const search = 'search.lucene --impact --pretokenized --index i --topics t.tsv --output run.txt'.split(' ');

async function onTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const line = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ');
  const { stdout } = await execa('script', ['-qec', line, '/dev/null'], {
    cwd: folder(),
    // The tests' own environment may say CI.
    env: { CI: '', NO_COLOR: '', TERM: 'xterm', TSERINI_CACHE: 'off', ...env },
  });
  return stdout;
}

beforeAll(async () => {
  writeFileSync(
    join(folder(), 'docs.jsonl'),
    '{"id": "a", "vector": {"x": 3}}\n{"id": "b", "vector": {"y": 3}}\n',
  );
  writeFileSync(join(folder(), 't.tsv'), '1\tx x\n2\ty\n');
  await new LuceneIndexer(join(folder(), 'i')).index(join(folder(), 'docs.jsonl'));
});

describe.skipIf(!hasTerminal)(
  `on a terminal${hasTerminal ? '' : ' (skipped: script of util-linux is missing)'}`,
  () => {
    it('shows progress, and prints no colors', async () => {
      const shown = await onTerminal(search);
      expect(shown).toMatch(/searching \[.*\] 2\/2 topics, \d+\/s, \d+s left, \d+ MB/);
      // Select Graphic Rendition: colors and the like.
      expect(shown).not.toMatch(new RegExp(`${escapeCharacter}\\[[0-9;]*m`));
      expect(await onTerminal(['--help'])).not.toContain(escapeCharacter);
      expect(await onTerminal(['search.lucene', '--help'])).not.toContain(escapeCharacter);
    });

    it.each([{ CI: 'true' }, { TERM: 'dumb' }])('shows no progress with %j', async (env) => {
      const shown = await onTerminal(search, env);
      expect(shown).not.toContain(escapeCharacter);
      expect(shown.trim()).toBe('2 topics searched, run written to run.txt');
    });
  },
);

it('writes plain text without a terminal', async () => {
  const { stdout, stderr } = await tserini(search, { cwd: folder(), env: { FORCE_COLOR: '1' } });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '2 topics searched, run written to run.txt' });
});
