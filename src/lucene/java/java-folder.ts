import { join } from 'node:path';
import { cacheFolder } from '../../util/files/cache-folder.js';

/** The folder of fetched Javas, below which each has its own. A home may be shared by machines of several platforms. */
export function javaFolder(): string {
  return join(cacheFolder(), 'java', `${process.platform}-${process.arch}`);
}
