import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

// A new Java, or a new version of the jars, makes another cache of 30 MB; nothing says that an old one has had its
// day but that no JVM starts with it any more.

const day = 24 * 60 * 60 * 1000;

/** How long a cache is kept that nobody uses. */
const patience = 30 * day;

/** `jvm-25-0123456789abcdef.aot`, and what is left of one whose making was killed. */
const cacheFile = /^jvm-\d+-[0-9a-f]{16}\.(aot|jsa)(\.lock|\.\d+\.making(\.config)?)?$/;

/** When a file was last used. Disks often do not note when it was read: {@link noteUse} has it written down. */
function lastUse(path: string): number {
  const { atimeMs, mtimeMs } = statSync(path);
  return Math.max(atimeMs, mtimeMs);
}

/** Writes down that a cache is in use, where that was not done within a day. */
export function noteUse(path: string): void {
  try {
    const now = new Date();
    if (now.getTime() - statSync(path).mtimeMs > day) utimesSync(path, now, now);
  } catch {
    // The cache of another user, or on a disk that cannot be written, stays as it is.
  }
}

/** Removes the start-up caches of a folder that nobody has used for 30 days. */
export function removeUnusedCaches(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => cacheFile.test(name))) {
    const path = join(folder, name);
    try {
      if (Date.now() - lastUse(path) > patience) rmSync(path);
    } catch {
      // Another process has removed it, or it is not ours to remove.
    }
  }
}
