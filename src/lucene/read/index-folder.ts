import { stat } from 'node:fs/promises';
import { fileError, TseriniError } from '../../util/errors.js';

/** Makes sure that there is a folder at the path, before the JVM is started for it. */
export async function requireIndexFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error) => {
    throw fileError(error, 'index', path);
  });
  if (!found.isDirectory()) {
    throw new TseriniError('INDEX', `not a Lucene index but a file: ${path}`, { value: path });
  }
}
