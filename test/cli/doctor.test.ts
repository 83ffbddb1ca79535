import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

interface Seen {
  readonly name: string;
  readonly ok: boolean;
  readonly needed: boolean;
  readonly found: string;
  readonly remedy?: string;
}

const folder = suiteFolder();

async function examine(env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await tserini(['doctor', '--json'], { env: { CI: 'true', ...env } });
  const checks = JSON.parse(stdout) as Seen[];
  return {
    exitCode,
    stderr,
    stdout,
    checks,
    named: (name: string) => checks.find((check) => check.name === name)!,
  };
}

it('finds everything that the tests need, in one line per check', async () => {
  const { exitCode, stderr, checks, named } = await examine();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(checks.filter(({ ok, needed }) => needed && !ok)).toEqual([]);
  expect(named('Node.js').found).toContain(process.versions.node);
  expect(named('JVM').found).toMatch(/^up, with Lucene at work/);
  const { stdout } = await tserini(['doctor'], { env: { CI: 'true' } });
  for (const { name, ok, needed } of checks) {
    expect(stdout).toMatch(new RegExp(`^${ok ? '✓' : needed ? '✗' : '!'} ${name} `, 'm'));
  }
});

it('says how to fix what keeps the JVM from starting, with status 1', async () => {
  const { exitCode, stderr, named } = await examine({ TSERINI_JVM_OPTS: '-XX:NoSuchOption=1' });
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'tserini: required and not in order: JVM' });
  expect(named('JVM')).toMatchObject({ ok: false, needed: true, remedy: 'try without TSERINI_JVM_OPTS' });
});

it('reports a Hub token without showing it, and a missing one', async () => {
  const token = 'hf_this-is-a-secret';
  const logged = await examine({ HF_TOKEN: token });
  expect(logged.named('Hub log-in').ok).toBe(true);
  expect(logged.stdout).not.toContain(token);
  const wrong = await examine({ HF_TOKEN: `${token}€` });
  expect(wrong.named('Hub log-in')).toMatchObject({
    ok: false,
    found: expect.stringMatching(/^HF_TOKEN cannot be used: its character/),
  });
  expect(wrong.stdout + wrong.stderr).not.toContain(token);
  const unknown = await examine({ HF_TOKEN: '', HF_HOME: join(folder(), 'nowhere') });
  expect(unknown.named('Hub log-in')).toMatchObject({ ok: false, needed: false });
  expect(unknown.named('Hub log-in').remedy).toContain('HF_TOKEN');
});
