import { open, readFile, rm } from 'node:fs/promises';
import { fileError, TseriniError } from '../errors.js';

/**
 * Takes a folder for this process by a file that holds its id. The file of a process that is gone, killed
 * perhaps, holds nobody up.
 * @returns what gives the folder free again
 * @throws TseriniError `USAGE` where a living process has it, `IO`
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(error, 'lock', path);
    }
    const owner = Number((await readFile(path, 'utf8').catch(() => '')) || Number.NaN);
    if (isAlive(owner)) {
      throw new TseriniError(
        'USAGE',
        `process ${owner} is writing to this folder; wait for it, or remove ${path} if it is something else`,
        { value: owner },
      );
    }
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
