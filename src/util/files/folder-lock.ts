import { open, readFile, readlink, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfStopped } from '../abort.js';
import { pause } from '../backoff.js';
import { fileError, TseriniError } from '../errors.js';

/** How long a lock may be empty: its owner is between making the file and writing its id. */
const settleMilliseconds = 1000;
const pollMilliseconds = 20;
const waitMilliseconds = 200;
/** How often the owner renews the time of the file, and after how long without that it seems to have ended. */
const renewMilliseconds = 5000;
const staleMilliseconds = 300_000;
/** After how long without that an owner of the same host name, but before a restart, has ended. */
const restartMilliseconds = 60_000;

type Unlock = () => Promise<void>;

/** The process that has a lock which may not be taken over. */
interface Owner {
  readonly pid: number;
  /** Where it runs, unless here. */
  readonly elsewhere: string | undefined;
  /** Milliseconds since the lock was renewed. */
  readonly age: number;
}

/**
 * Locks a folder for this process by a file that holds its id and where it runs. The lock of a process that ended
 * without removing it is taken over: where its id can be looked up, at once; where the system or the container of the
 * same host name has been restarted, once it has not been renewed for a minute. A process of another host may be alive
 * whatever its id says here, so its lock is never taken over.
 * @returns what unlocks the folder
 * @throws TseriniError `USAGE` where another process has it, `IO`
 */
export async function lockFolder(path: string): Promise<Unlock> {
  const lock = await tryLock(path);
  if (typeof lock === 'function') return lock;
  throw inUse(path, lock);
}

/**
 * As {@link lockFolder}, but waits where another process has the lock.
 * @throws TseriniError `IO`, `INTERRUPTED`; `USAGE` where a process elsewhere has it and does not renew it any more
 */
export async function waitForLock(path: string, signal?: AbortSignal): Promise<Unlock> {
  for (;;) {
    throwIfStopped(signal);
    const lock = await tryLock(path);
    if (typeof lock === 'function') return lock;
    if (isStale(lock)) throw inUse(path, lock);
    await pause(waitMilliseconds, signal);
  }
}

async function tryLock(path: string): Promise<Unlock | Owner> {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      try {
        await file.writeFile(await identity());
      } catch (error) {
        // On a full disk, say: an empty lock would keep others waiting.
        await rm(path, { force: true });
        throw error;
      } finally {
        await file.close();
      }
      return keep(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(error, 'lock', path);
    }
    const text = await contentsOf(path);
    if (text === undefined) continue;
    const owner = await ownerOf(path, text);
    if (owner) return owner;
    await removeOfDead(path);
  }
}

/** Renews the file until it is unlocked. */
function keep(path: string): Unlock {
  const renew = () => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  };
  const timer = setInterval(renew, renewMilliseconds).unref();
  return () => {
    clearInterval(timer);
    return rm(path, { force: true });
  };
}

const isStale = ({ elsewhere, age }: Owner) => elsewhere !== undefined && age > staleMilliseconds;

function inUse(path: string, owner: Owner): TseriniError {
  const { pid, elsewhere, age } = owner;
  const process =
    elsewhere === undefined
      ? `process ${pid}`
      : `process ${pid} on ${elsewhere} (another machine, container or start of the system)`;
  const message = isStale(owner)
    ? `${process} locked this folder and has not renewed the lock for ${Math.round(age / 60_000)} minutes; if it has ended, remove ${path}`
    : `${process} is writing to this folder; wait for it, or remove ${path} if it is something else`;
  return new TseriniError('USAGE', message, { value: pid });
}

/** Process ids mean something on one machine, in one container, and until the system starts again. */
async function placeHere(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '-');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '-');
  return [hostname(), boot.trim(), namespace].map((part) => part.replace(/\s/g, '_')).join(' ');
}

/** This process: its id, when it started, and where it runs. */
async function identity(): Promise<string> {
  return `${process.pid} ${await startOf(process.pid)} ${await placeHere()}`;
}

/** A container's processes get the same ids each time that it starts. @returns `-` where /proc does not say */
async function startOf(pid: number): Promise<string> {
  const stats = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may hold anything; the start is the 22nd field.
  return stats.slice(stats.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

/** @returns what the lock says, '' where it stays empty; undefined where it is gone */
async function contentsOf(path: string): Promise<string | undefined> {
  for (;;) {
    try {
      const text = await readFile(path, 'utf8');
      if (text !== '' || Date.now() - (await stat(path)).mtimeMs > settleMilliseconds) return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw fileError(error, 'lock', path);
    }
    await sleep(pollMilliseconds);
  }
}

/** @returns undefined where the owner is known to have ended */
async function ownerOf(path: string, text: string): Promise<Owner | undefined> {
  const [id = '', started = '-', ...place] = text.trim().split(' ');
  const pid = Number.parseInt(id, 10);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const here = await placeHere();
  const isHere = place.length === 0 || place.join(' ') === here;
  if (isHere && !(await isAlive(pid, started))) return undefined;
  const renewed = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  const age = Date.now() - renewed;
  if (!isHere && place[0] === here.split(' ')[0] && age > restartMilliseconds) return undefined;
  return { pid, elsewhere: isHere ? undefined : place[0], age };
}

async function isAlive(pid: number, started: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await startOf(pid);
  return now === started || now === '-' || started === '-';
}

/**
 * Removes the lock of a process that has ended. Only the holder of the lock on doing that may, and it looks again
 * first: it never removes the lock that another process has put in its place meanwhile.
 */
async function removeOfDead(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  const unlock = await tryLock(takeover);
  if (typeof unlock !== 'function') {
    if (isStale(unlock)) throw inUse(takeover, unlock);
    await sleep(pollMilliseconds);
    return;
  }
  try {
    const text = await contentsOf(path);
    if (text !== undefined && !(await ownerOf(path, text))) await rm(path, { force: true });
  } finally {
    await unlock();
  }
}
