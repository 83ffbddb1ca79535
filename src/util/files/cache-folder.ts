import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this program keeps what it can make again: TSERINI_CACHE, else a folder in the system's usual place. */
export function cacheFolder(): string {
  const usual =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'))
      : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return process.env.TSERINI_CACHE ?? join(usual, 'tserini');
}
