import { fileURLToPath } from 'node:url';
import { throwIfStopped } from '../util/abort.js';

const probe = fileURLToPath(new URL('./probe.js', import.meta.url));

/** How long a runtime may take to start, in milliseconds. */
const patience = 60_000;

/** Starts a runtime in a separate process, which it may crash. */
export async function tryRuntime(
  name: 'jvm' | 'onnx',
  signal?: AbortSignal,
): Promise<{ ok: boolean; says: string }> {
  const { execa } = await import('execa');
  const result = await execa(process.execPath, [probe, name], {
    reject: false,
    timeout: patience,
    encoding: 'utf8',
    // A check downloads nothing.
    env: { TSERINI_JAVA: 'never' },
    ...(signal ? { cancelSignal: signal } : {}),
  });
  throwIfStopped(signal);
  if (!result.failed) return { ok: true, says: result.stdout };
  const [last] = result.stderr.trim().split('\n').slice(-1);
  const ended = result.timedOut
    ? `no answer in ${patience / 1000} s`
    : `ended by ${result.signal ?? result.exitCode}`;
  return { ok: false, says: result.stdout.trim() || [ended, last].filter(Boolean).join(': ') };
}
