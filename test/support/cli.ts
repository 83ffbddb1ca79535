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

interface Running extends PromiseLike<Finished> {
  kill(signal: NodeJS.Signals): boolean;
}

/** Runs the built command line; a failure is in the result, not thrown. */
export function tserini(args: readonly string[], options: RunOptions = {}): Running {
  return execa(process.execPath, [main, ...args], { ...options, reject: false, encoding: 'utf8' });
}
