import { execFileSync } from 'node:child_process';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

/** The user `nobody`; undefined where a process of that user cannot be started, or cannot run Node. */
export function findNobody(): User | undefined {
  try {
    const user = { uid: idOf('-u'), gid: idOf('-g') };
    execFileSync(process.execPath, ['--version'], { ...user, stdio: 'ignore' });
    return user;
  } catch {
    return undefined;
  }
}
