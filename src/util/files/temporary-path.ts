import { randomBytes } from 'node:crypto';

/**
 * A new path in the same folder, for a file that is renamed when it is whole, or that belongs to one call. It is random,
 * since processes of different machines may have the same id.
 * @param ending `partial` and `tmp` mark a file that is not whole
 */
export function temporaryPath(path: string, ending: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.${ending}`;
}
