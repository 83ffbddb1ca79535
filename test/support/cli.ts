import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

interface Finished {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running extends Promise<Finished> {
  kill(signal: NodeJS.Signals): boolean;
}

/** @throws Error where a process printed a warning of Node's */
export function requireNoWarning(stderr: unknown): void {
  const warning = /^\(node:\d+\).*/m.exec(String(stderr));
  if (warning) throw new Error(`a process that a test started printed: ${warning[0]}`);
}

/** Runs the built command line; a failure is in the result, not thrown, but for a warning of Node's. */
export function tserini(args: readonly string[], options: RunOptions = {}): Running {
  const child = execa(process.execPath, [main, ...args], { ...options, reject: false, encoding: 'utf8' });
  const finished = child.then((result) => {
    requireNoWarning(result.stderr);
    return result;
  });
  finished.catch(() => {});
  return Object.assign(finished, { kill: (signal: NodeJS.Signals) => child.kill(signal) });
}
