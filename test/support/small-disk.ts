import { tmpdir } from 'node:os';
import { execa } from 'execa';

/** Runs a shell script in which `$1` is a file system of so many KB that no other process sees. */
export function onSmallDisk(kilobytes: number, at: string, script: string, ...args: string[]) {
  const mounted = `mount -t tmpfs -o size=${kilobytes}k none "$1" && ${script}`;
  return execa('unshare', ['-Urm', 'sh', '-c', mounted, 'sh', at, ...args], {
    reject: false,
    env: { CI: '1' },
  });
}

/** Whether this user may mount one. */
export const canMount = !(await onSmallDisk(64, tmpdir(), 'true')).failed;

/** What a test that needs one says where it is skipped. */
export const needsMount = canMount ? '' : ' (skipped: no right to mount a file system)';
