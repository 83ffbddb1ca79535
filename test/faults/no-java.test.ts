import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const args = 'index.lucene --collection JsonVectorCollection --impact --pretokenized --index never'.split(
  ' ',
);
const corpus = fileURLToPath(new URL('../../package.json', import.meta.url));

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

it.skipIf(!possible)(
  `says what was looked at and how to get a Java${possible ? '' : ' (skipped: needs root on Linux)'}`,
  async () => {
    const hide =
      'mount -t tmpfs none /usr/lib/jvm && mkdir -p /usr/lib/jvm/old && printf \'JAVA_VERSION="17.0.1"\\n\' > /usr/lib/jvm/old/release';
    const command = [process.execPath, main, ...args, '--input', corpus];
    const result = await execa('unshare', ['--mount', 'sh', '-c', `${hide} && exec "$@"`, 'sh', ...command], {
      reject: false,
      env: { JAVA_HOME: '/no/such/java' },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr.split('\n')).toHaveLength(1);
    expect(result.stderr).toMatch(
      /^tserini: no Java 21 or newer found\. Looked at JAVA_HOME, PATH and the usual folders/,
    );
    expect(result.stderr).toContain('/no/such/java (no Java there)');
    expect(result.stderr).toContain('/usr/lib/jvm/old (Java 17, needs 21 or newer)');
    expect(result.stderr).toMatch(/Install one .* or set JAVA_HOME\.$/);
  },
);

it.skipIf(!possible)('is reported by the doctor, with each candidate and the way to get one', async () => {
  const hide = 'mount -t tmpfs none /usr/lib/jvm && exec "$@"';
  const command = [process.execPath, main, 'doctor'];
  const result = await execa('unshare', ['--mount', 'sh', '-c', hide, 'sh', ...command], {
    reject: false,
    env: { JAVA_HOME: '/no/such/java' },
  });
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toMatch(/^✗ Java +none that is 21 or newer$/m);
  expect(result.stdout).toContain('    /no/such/java: no Java there');
  expect(result.stdout).toContain('https://adoptium.net');
  expect(result.stdout).toMatch(/^✓ ONNX Runtime/m);
  expect(result.stderr).toBe('tserini: required and not in order: Java, JVM');
});

it('says when the options for the JVM keep it from starting', async () => {
  const result = await execa(process.execPath, [main, ...args, '--input', corpus], {
    reject: false,
    env: { TSERINI_JVM_OPTS: '-XX:NoSuchOption=1' },
  });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain('did not start (with TSERINI_JVM_OPTS)');
});
