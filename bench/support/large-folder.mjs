import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the benches of large collections store what takes long to make. */
export const largeFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tserini-bench');
