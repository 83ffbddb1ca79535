import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs the built command line; a failure is in the result, not thrown. */
export function tserini(args: readonly string[], options: Options = {}) {
  return execa(process.execPath, [main, ...args], { ...options, reject: false, encoding: 'utf8' });
}
