import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of cached files: TSERINI_CACHE, or `tserini` in the system's cache folder. */
export function cacheFolder(): string {
  const usual =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'))
      : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return process.env.TSERINI_CACHE ?? join(usual, 'tserini');
}
