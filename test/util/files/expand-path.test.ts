import { execFileSync } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { expandPath } from '#tserini/util/files/expand-path.js';

const environment = { ...process.env, A: 'one', A_B: '$A', EMPTY: '' };
const paths = [
  '~',
  '~/x',
  '~/',
  `~${userInfo().username}/x`,
  '~no-such-user/x',
  '/~/x',
  'x/~',
  '$A/x',
  `\${A}/x$A_B`,
  '$AB/$A-$',
  `\${no such}/\${A`,
  '$EMPTY/$1',
  '$HOME/x',
  '/plain/path',
];

it('gives what Python gives', (context) => {
  const script =
    'import json, os, sys; print(json.dumps([os.path.expandvars(os.path.expanduser(p)) for p in sys.argv[1:]]))';
  let answer: string;
  try {
    answer = execFileSync('python3', ['-c', script, ...paths], { env: environment, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return context.skip('python3 is absent');
    throw error;
  }
  expect(paths.map((path) => expandPath(path, environment))).toEqual(JSON.parse(answer));
});

it('expands the home, variables, and nothing that it does not know', () => {
  expect(expandPath('~/x')).toBe(`${homedir()}/x`);
  expect(expandPath(`\${A}/$A_B/$NONE`, environment)).toBe('one/$A/$NONE');
});
