import { randomBytes } from 'node:crypto';

/**
 * Where a file grows that gets its own name at the end. No two calls give the same: another call of this process,
 * or a process that has the same id on another machine, may be writing the same file.
 * @param ending says to readers of the folder that it is not whole: `partial`, `tmp`
 */
export function temporaryPath(path: string, ending: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.${ending}`;
}
