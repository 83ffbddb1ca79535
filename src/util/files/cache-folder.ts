import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of cached files: TSERINI_CACHE, or `tserini` in the system's cache folder. */
export function cacheFolder(): string {
  const usual =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'))
      : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return process.env.TSERINI_CACHE ?? join(usual, 'tserini');
}

/**
 * The cache that is shared with Pyserini and Anserini, by the rule of their releases 2: PYSERINI_CACHE, else
 * `.cache/pyserini` in the working folder if that has a `.cache`, else in the home.
 */
export function pyseriniCache(): string {
  const { PYSERINI_CACHE } = process.env;
  if (PYSERINI_CACHE) return PYSERINI_CACHE;
  const local = resolve('.cache');
  const isHere = statSync(local, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return join(isHere ? local : join(homedir(), '.cache'), 'pyserini');
}
