import { fileURLToPath } from 'node:url';
import { execa, type ResultPromise } from 'execa';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

interface RunOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly input?: string | undefined;
}

type Settings = RunOptions & { readonly reject: false; readonly encoding: 'utf8' };

/** Runs the built command line; a failure is in the result, not thrown. */
export function tserini(args: readonly string[], options: RunOptions = {}): ResultPromise<Settings> {
  const settings: Settings = { ...options, reject: false, encoding: 'utf8' };
  return execa(process.execPath, [main, ...args], settings);
}
