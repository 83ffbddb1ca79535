import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../util/files/cache-folder.js';
import type { JavaHome } from './java-home.js';
import { noteUse, removeUnusedCaches } from './unused-startup-caches.js';

// A JVM that finds its classes loaded and linked in a cache answers its first query in a third of the time.
// From Java 25 on that is an AOT cache (JEP 514), before it a dynamic archive of class data (JEP 350). Both
// are written when a JVM ends, so a training run in a process of its own makes them, once for each
// combination of Java and jars. Everything works without, and a JVM whose other options do not go with a cache
// (another collector, say) passes over it.

/** How long a training run may take before another one takes its place. */
const patience = 300_000;

export interface StartupCache {
  readonly path: string;
  readonly exists: boolean;
  /** Options for a JVM that uses the cache; none where it is not there yet. */
  readonly use: readonly string[];
  /** Options for a JVM that writes the cache to a path when it ends. */
  write(path: string): string[];
}

/** The last cache that a JVM of this process was started without. */
let missing: StartupCache | undefined;

/** What makes a cache unfit for another JVM: the Java itself, and the jars where they are. */
function keyOf(java: JavaHome, jars: readonly string[]): string {
  const hash = createHash('sha256')
    .update(java.home)
    .update(readFileSync(join(java.home, 'release')));
  for (const jar of jars) {
    const { size, mtimeMs } = statSync(jar);
    hash.update(`${jar} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The cache for a JVM that is about to start. */
export function startupCache(java: JavaHome, jars: readonly string[]): StartupCache {
  const aot = java.version >= 25;
  const path = join(cacheFolder(), `jvm-${java.version}-${keyOf(java, jars)}.${aot ? 'aot' : 'jsa'}`);
  const there = existsSync(path);
  if (there) noteUse(path);
  const cache: StartupCache = {
    path,
    exists: there,
    use: there ? [`-XX:${aot ? 'AOTCache' : 'SharedArchiveFile'}=${path}`] : [],
    write: (to) => [`-XX:${aot ? 'AOTCacheOutput' : 'ArchiveClassesAtExit'}=${to}`],
  };
  missing = there ? undefined : cache;
  return cache;
}

const training = fileURLToPath(new URL('./startup-training.js', import.meta.url));

/**
 * Makes the cache at a path by a training run, unless one is at work, and removes those that are out of use.
 * @returns whether the cache is there now
 */
export async function makeStartupCache(path: string): Promise<boolean> {
  const making = `${path}.${process.pid}.making`;
  const lock = `${path}.lock`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > patience) rmSync(lock, { force: true });
    writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' });
  } catch {
    return existsSync(path); // Another one is at it, or there is no place for a cache.
  }
  try {
    const { execa } = await import('execa');
    await execa(process.execPath, [training, making], { stdio: 'ignore', timeout: patience, reject: false });
    if (existsSync(making)) renameSync(making, path);
    removeUnusedCaches(dirname(path));
    return existsSync(path);
  } finally {
    // A training run that was broken off leaves the list of classes that it had begun.
    for (const left of [making, `${making}.config`]) rmSync(left, { force: true });
    rmSync(lock, { force: true });
  }
}

/**
 * Starts the making of the cache that this process did without, and leaves it to itself, so that the next
 * process has it. Does nothing where no JVM was started, or where CI is set.
 */
export async function makeStartupCacheInBackground(): Promise<void> {
  if (!missing || process.env.CI) return;
  const { execa } = await import('execa');
  execa(process.execPath, [training, '--for', missing.path], {
    stdio: 'ignore',
    detached: true,
    cleanup: false,
    reject: false,
  }).unref();
}
