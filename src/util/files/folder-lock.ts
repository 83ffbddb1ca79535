import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfStopped } from '../abort.js';
import { fileError, TseriniError } from '../errors.js';

/** How long a lock may stand there empty: its owner is between making the file and writing its id. */
const settleMilliseconds = 1000;
const pollMilliseconds = 20;
const waitMilliseconds = 200;

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
      try {
        await file.writeFile(await identity(process.pid));
      } catch (error) {
        // On a full disk, say: an empty lock would hold others up.
        await rm(path, { force: true });
        throw error;
      } finally {
        await file.close();
      }
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(error, 'lock', path);
    }
    const owner = await ownerOf(path);
    if (owner === undefined) continue;
    if (await isAlive(owner)) {
      const pid = pidOf(owner);
      throw new TseriniError(
        'USAGE',
        `process ${pid} is writing to this folder; wait for it, or remove ${path} if it is something else`,
        { value: pid },
      );
    }
    await removeOfDead(path);
  }
}

/**
 * As {@link lockFolder}, but waits where a living process has the lock.
 * @throws TseriniError `IO`, `INTERRUPTED`
 */
export async function waitForLock(path: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    throwIfStopped(signal);
    try {
      return await lockFolder(path);
    } catch (error) {
      if (!(error instanceof TseriniError && error.code === 'USAGE')) throw error;
    }
    await sleep(waitMilliseconds);
  }
}

/**
 * A process by its id and, where /proc tells it, the time of its start: a container's processes get the same
 * ids each time that it starts.
 */
async function identity(pid: number): Promise<string> {
  const stats = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may hold anything; the start is the 22nd field.
  const started = stats.slice(stats.lastIndexOf(')') + 2).split(' ')[19];
  return started ? `${pid} ${started}` : String(pid);
}

const pidOf = (owner: string) => Number.parseInt(owner, 10);

/** @returns what the lock says, where it stays empty nothing but a space; undefined where it is gone */
async function ownerOf(path: string): Promise<string | undefined> {
  for (;;) {
    try {
      const owner = await readFile(path, 'utf8');
      if (owner !== '') return owner;
      if (Date.now() - (await stat(path)).mtimeMs > settleMilliseconds) return ' ';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw fileError(error, 'lock', path);
    }
    await sleep(pollMilliseconds);
  }
}

/**
 * Removes the lock of a dead owner. Only who has the lock on doing that may, and looks again first: it never is the
 * lock that another process has put in its place meanwhile.
 */
async function removeOfDead(path: string): Promise<void> {
  let unlock: () => Promise<void>;
  try {
    unlock = await lockFolder(`${path}.takeover`);
  } catch (error) {
    if (!(error instanceof TseriniError && error.code === 'USAGE')) throw error;
    await sleep(pollMilliseconds);
    return;
  }
  try {
    const owner = await ownerOf(path);
    if (owner !== undefined && !(await isAlive(owner))) await rm(path, { force: true });
  } finally {
    await unlock();
  }
}

async function isAlive(owner: string): Promise<boolean> {
  const pid = pidOf(owner);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await identity(pid);
  // One of the two may lack the start.
  return now === owner.trim() || !now.includes(' ') || !owner.trim().includes(' ');
}
