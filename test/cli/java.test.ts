import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const run = (args: string, env = {}) =>
  tserini(['java', ...args.split(' ').filter(Boolean)], {
    env: { TSERINI_CACHE: join(folder(), 'cache'), ...env },
  });

it('lists the Javas and prints the one that is used', async () => {
  const { home, version } = findJava();
  expect((await run('')).stdout).toMatch(new RegExp(`^${home}: Java ${version}.*, used$`, 'm'));
  expect(await run('--path')).toMatchObject({ exitCode: 0, stdout: home, stderr: '' });
});

it('has nothing to remove where nothing was fetched', async () => {
  const removed = await run('--remove');
  expect(removed).toMatchObject({ exitCode: 0, stdout: '' });
  expect(removed.stderr).toMatch(/^no Java in .*cache\/java\/\w+-\w+$/);
});

it.each([
  ['--install --remove', 'give one of --install, --remove'],
  ['--release 21', '--release goes with --install'],
  ['--install --release 17', '--release cannot be 17'],
])('refuses %s', async (args, message) => {
  const refused = await run(args);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain(message);
});
