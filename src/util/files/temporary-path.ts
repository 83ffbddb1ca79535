import { randomBytes } from 'node:crypto';

/**
 * A path beside another, for a file that gets its own name at the end or is for one call only. No two calls give the
 * same: another call of this process, or a process that has the same id on another machine, may write the same file.
 * @param ending what it is: `partial` or `tmp` say to readers of the folder that it is not whole
 */
export function temporaryPath(path: string, ending: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.${ending}`;
}
