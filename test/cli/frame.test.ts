import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '#tserini/cli/command-table.js';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { tserini } from '../support/cli.ts';
import { mainInProcess } from '../support/main-in-process.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const names = Object.keys(commands);

describe.each(names)('tserini %s', (name) => {
  it('has help with two examples of the command', async () => {
    const { exitCode, stdout, stderr } = await mainInProcess([name, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`tserini ${name} `);
    const examples = stdout
      .split('Examples:')[1]!
      .split('\n')
      .filter((line) => line.startsWith('  tserini '));
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples) expect(`${example} `).toContain(`tserini ${name} `);
  });

  it('refuses a flag that does not exist with one line and status 2', async () => {
    const { exitCode, stdout, stderr } = await mainInProcess([name, '--no-such-flag']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it('lists every command', async () => {
  const { stdout, exitCode } = await tserini(['--help']);
  expect(exitCode).toBe(0);
  for (const name of names) expect(stdout).toContain(`  ${name} `);
});

it("prints its version, Lucene's and Java's, without starting a JVM", async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  // A JVM would not start with these options.
  const options = { env: { TSERINI_JVM_OPTS: '-XX:NoSuchOption=1' } };
  const { exitCode, stdout } = await tserini(['--version'], options);
  const [own, lucene, java] = stdout.split('\n');
  expect({ exitCode, own }).toEqual({ exitCode: 0, own: `tserini ${version}` });
  expect(lucene).toMatch(/^Lucene \d+\.\d+\.\d+$/);
  expect(java).toContain(findJava().home);
});

const search = [
  'search.lucene',
  '--impact',
  '--pretokenized',
  '--index',
  'i',
  '--topics',
  't.tsv',
  '--output',
  'o',
];

it.each([
  [[], 'tserini <command>'],
  [['serch.lucene'], 'unknown command serch.lucene, did you mean search.lucene?'],
  [['search.lucene', '--indx', 'x'], '--indx, did you mean --index?'],
  [['search.lucene', '--impact'], 'missing: --index, --topics, --output'],
  [[...search, '--hits', '0'], '--hits must be a whole number from 1 up, not 0'],
  [[...search, '--hits', 'ten'], '--hits needs a number'],
  [[...search, '--threads', '1.5'], '--threads must be a whole number from 1 up, not 1.5'],
  [[...search, '--hits'], 'not enough arguments following: hits'],
  [[...search, 'more'], 'unexpected argument: more'],
  [[...search, '--dtype', 'fp16'], 'dtype fp16 is not offered'],
  [[...search, '--encoder', 'splade-tiny'], '--encoder and --pretokenized exclude each other'],
  [
    ['index.lucene', '--input', 'x', '--index', 'y', '--collection', 'Nope'],
    '--collection cannot be Nope (possible: ',
  ],
  [
    [
      'index.lucene',
      '--collection',
      'JsonVectorCollection',
      '--input',
      'x',
      '--index',
      'y',
      '--impact',
      '--pretokenized',
      '--heap',
      'lots',
    ],
    'the heap must be a number with a unit',
  ],
  [['encode', 'input', '--corpus', 'x'], 'missing section: output, encoder'],
  [['encode', '--corpus', 'x'], 'expected one of input, output, encoder before: --corpus'],
  [['reproduce', 'embeded'], 'no experiment or suite embeded, did you mean embedded?'],
])('refuses %j as wrong usage', async (args, message) => {
  const { exitCode, stdout, stderr } = await mainInProcess(args);
  expect(exitCode).toBe(2);
  expect(stdout + stderr).toContain(message);
});

it('prints what failed in one line, and the chain of causes with --verbose', async () => {
  const args = [...search.slice(0, 3), '--index', 'i', '--topics', '/no/such.tsv', '--output', 'o'];
  const short = await tserini(args);
  expect(short).toMatchObject({ exitCode: 1, stderr: 'tserini: topics not found: /no/such.tsv' });
  const long = await tserini([...args, '--verbose']);
  expect(long.exitCode).toBe(1);
  expect(long.stderr).toContain('Error: ENOENT');
});

it('ends quietly when its reader closes the pipe', async () => {
  const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
