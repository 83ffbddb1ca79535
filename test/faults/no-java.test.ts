import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adoptiumPath, indexPath, type JavaServer, serveJava } from '../support/java-server.ts';
import { suiteFolder } from '../support/temp.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const corpus = fileURLToPath(new URL('../../package.json', import.meta.url));
const index = [
  ...'index.lucene --collection JsonVectorCollection --impact --pretokenized --index never --input'.split(
    ' ',
  ),
  corpus,
];
const folder = suiteFolder();

/** A mount namespace in which the usual folder of JVMs is empty. */
function canHideJava(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const possible = canHideJava();
const hide = 'mount -t tmpfs none /usr/lib/jvm';

/** Runs a program where there is no Java, none that was fetched either. @param prepare for the shell, before it */
function without(command: readonly string[], env: Readonly<Record<string, string>>, prepare = hide) {
  return execa('unshare', ['--mount', 'sh', '-c', `${prepare} && exec "$@"`, 'sh', ...command], {
    reject: false,
    env: { JAVA_HOME: '/no/such/java', TSERINI_CACHE: join(folder(), 'cache'), TSERINI_JAVA: '', ...env },
  });
}

describe.skipIf(!possible)(`without a Java${possible ? '' : ' (skipped: needs root on Linux)'}`, () => {
  let server: JavaServer;
  /** Sources that have no Java. */
  let nowhere: Readonly<Record<string, string>>;

  beforeAll(async () => {
    server = await serveJava();
    nowhere = { TSERINI_MIRROR: server.url, PIP_INDEX_URL: `${server.url}/pypi.org/simple` };
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => {
    server.requests.length = 0;
  });

  const asked = [`GET ${adoptiumPath}`, `GET ${indexPath}`];

  it('a command says what was looked at and how to get one, and fetches none by itself', async () => {
    const old = `mkdir -p /usr/lib/jvm/old && printf 'JAVA_VERSION="17.0.1"\\n' > /usr/lib/jvm/old/release`;
    const result = await without([process.execPath, main, ...index], nowhere, `${hide} && ${old}`);
    expect(result.exitCode).toBe(1);
    expect(result.stderr.split('\n')).toHaveLength(1);
    expect(result.stderr).toMatch(
      /^tserini: no Java 21 or newer found\. Looked at JAVA_HOME, PATH, the usual folders and .*cache\/java/,
    );
    expect(result.stderr).toContain('/no/such/java (no Java there)');
    expect(result.stderr).toContain('/usr/lib/jvm/old (Java 17, needs 21 or newer)');
    expect(result.stderr).toMatch(/Run "npx tserini java --install" to fetch one, .* or set JAVA_HOME\.$/);
    expect(server.requests).toEqual([]);
  });

  it('a command fetches one where TSERINI_JAVA=auto', async () => {
    const env = { ...nowhere, TSERINI_JAVA: 'auto', CI: '1' };
    const result = await without([process.execPath, main, ...index], env);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/^Adoptium's list .* answered 404 .*; trying 127\.0\.0\.1/);
    expect(result.stderr).toMatch(/^tserini: no Java could be fetched: .*\(https:\/\/adoptium\.net/m);
    expect(server.requests).toEqual(asked);
    expect(existsSync('never')).toBe(false);
  });

  it.each([
    ['on a terminal', {}, asked],
    ['on the terminal of a build machine', { CI: 'true' }, []],
    ['on a terminal where TSERINI_JAVA=never', { TSERINI_JAVA: 'never' }, []],
  ])('a command %s', async (_, env, requests) => {
    const line = [process.execPath, main, ...index].map((word) => `'${word}'`).join(' ');
    const terminal = ['script', '-qec', line, '/dev/null'];
    await without(terminal, { ...nowhere, CI: '', ...env });
    expect(server.requests).toEqual(requests);
  });

  it('a wrong value of TSERINI_JAVA is refused', async () => {
    const result = await without([process.execPath, main, ...index], { TSERINI_JAVA: 'yes' });
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: 'tserini: TSERINI_JAVA must be auto or never, not yes',
    });
  });

  it('the doctor reports each candidate and the way to get one, and fetches none', async () => {
    const result = await without([process.execPath, main, 'doctor'], { ...nowhere, TSERINI_JAVA: 'auto' });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/^✗ Java +none that is 21 or newer$/m);
    expect(result.stdout).toContain('    /no/such/java: no Java there');
    expect(result.stdout).toMatch(
      /^ +fix: "npx tserini java --install" fetches one; .*https:\/\/adoptium\.net/m,
    );
    expect(result.stdout).toMatch(/^✓ ONNX Runtime/m);
    expect(result.stderr).toBe('tserini: required and not in order: Java, JVM');
    expect(server.requests).toEqual([]);
  });
});

it('says when the options for the JVM keep it from starting', async () => {
  const result = await execa(process.execPath, [main, ...index], {
    reject: false,
    env: { TSERINI_JVM_OPTS: '-XX:NoSuchOption=1' },
  });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('did not start (with TSERINI_JVM_OPTS)');
});
