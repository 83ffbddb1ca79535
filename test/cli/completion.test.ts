import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { commands } from '#tserini/cli/command-table.js';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { tempFolder } from '../support/temp.ts';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

async function complete(...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await tserini(['completion', '--', ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout === '' ? [] : stdout.split('\n');
}

describe('completion', () => {
  it('completes commands first', async () => {
    expect(await complete('')).toEqual([...Object.keys(commands), '--help', '--version']);
    expect(await complete('sea')).toEqual(Object.keys(commands).filter((name) => name.startsWith('sea')));
  });

  it('completes the flags that were not given, and the values of a flag', async () => {
    expect(await complete('search.lucene', '--outp')).toEqual(['--output', '--output-format']);
    expect(await complete('search.lucene', '--output', 'run.txt', '--outp')).toEqual(['--output-format']);
    expect(await complete('search.lucene', '--output-format', '')).toEqual(['trec', 'msmarco']);
    expect(await complete('search.lucene', '--help')).toEqual(['--help']);
  });

  it('completes a section, and the flags of that section', async () => {
    expect(await complete('encode', 'i')).toEqual(['input']);
    expect(await complete('encode', 'input', '--corpus', 'c', 'output', '--emb')).toEqual(['--embeddings']);
    expect(await complete('encode', 'input', '--emb')).toEqual([]);
  });

  it('is left to the shell if a file is expected', async () => {
    expect(await complete('search.lucene', '--topics', '')).toEqual([]);
    expect(await complete('eval.trec_eval', '')).toEqual([]);
    expect(await complete('no.such.command', '--')).toEqual([]);
  });
});

const shells = [
  [
    'bash',
    `. ./script; COMP_WORDS=(tserini search.lucene --outp); COMP_CWORD=2; _tserini; echo "\${COMPREPLY[*]}"`,
  ],
  [
    'zsh',
    `compdef() { :; }; compadd() { echo "\${(@P)2}"; }; . ./script; words=(tserini search.lucene --outp); CURRENT=3; _tserini`,
  ],
] as const;

for (const [shell, line] of shells) {
  const { failed } = await execa(shell, ['-c', 'true'], { reject: false });
  it.skipIf(failed)(`is offered by ${shell}${failed ? ' (skipped: not installed)' : ''}`, async () => {
    const folder = await tempFolder();
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/tserini'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(join(folder, 'bin/tserini'), 0o755);
    const { stdout: script } = await tserini(['completion', shell]);
    writeFileSync(join(folder, 'script'), script);
    const { stdout, stderr } = await execa(shell, ['-c', line], {
      cwd: folder,
      env: { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) },
    });
    expect({ stdout, stderr }).toEqual({ stdout: '--output --output-format', stderr: '' });
  });
}

it('detects the shell by SHELL, and refuses others', async () => {
  const zsh = await tserini(['completion'], { env: { SHELL: '/usr/bin/zsh' } });
  expect(zsh.stdout).toMatch(/^#compdef tserini/);
  expect(await tserini(['completion', 'fish'])).toMatchObject({
    exitCode: 2,
    stderr: 'tserini: completion is for bash and zsh, not fish',
  });
});
