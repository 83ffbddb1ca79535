import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../../util/files/cache-folder.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import type { JavaHome } from './java-home.js';

// A JVM that finds its classes loaded and linked in an archive starts in half the time: an AOT cache (JEP 483) where Java
// has one, else a dynamic archive of class data (JEP 350). A JVM checks an archive before it uses it, and ignores one that
// is incomplete or does not fit.

/** The archive of a process, and the JVM options that use it, or that let it be written where there is none. */
export interface StartupArchive {
  readonly path: string;
  readonly exists: boolean;
  readonly options: readonly string[];
  /** Where the JVM writes its recording, of which an AOT cache is made. */
  readonly recording?: string;
}

/** Archives of other processes that serve as well, the best first: that of a clone, and that of the usual command. */
const substitutes = ['library', 'search.lucene'];

/**
 * The archive for a JVM that is about to start.
 * @param name the kind of process, whose classes it contains: the name of a command. Without one, the process uses an
 *   archive but writes none.
 */
export function startupArchive(java: JavaHome, jars: readonly string[], name?: string): StartupArchive {
  const release = readFileSync(join(java.home, 'release'), 'utf8');
  const aot = hasAotCache(release);
  const ending = aot ? 'aot' : 'jsa';
  const suffix = suffixOf(java, release, jars);
  const pathOf = (kind: string) => join(cacheFolder(), `jvm-${kind}-${suffix}.${ending}`);
  const kinds = name === undefined ? substitutes : [name, ...substitutes];
  const existing = kinds.map(pathOf).find(existsSync);
  if (existing) {
    const options = [`-XX:${aot ? 'AOTCache' : 'SharedArchiveFile'}=${existing}`];
    return { path: existing, exists: true, options };
  }
  const missing = { path: pathOf(kinds[0]!), exists: false };
  if (name === undefined) return { ...missing, options: [] };
  if (!aot) return { ...missing, options: ['-XX:+RecordDynamicDumpInfo'] };
  // The JVM records only where the folder is there when it starts.
  try {
    mkdirSync(cacheFolder(), { recursive: true });
  } catch {
    return { ...missing, options: [] };
  }
  const recording = temporaryPath(missing.path, 'tmp');
  // The JVM names the recording on standard output, among results, unless it displays nothing.
  const quiet = ['-XX:+UnlockDiagnosticVMOptions', '-XX:-DisplayVMOutput'];
  const options = ['-XX:AOTMode=record', `-XX:AOTConfiguration=${recording}`, ...quiet];
  return { ...missing, options, recording };
}

/** Whether a Java, by its `release` file, makes AOT caches and can end a recording for one while it runs. */
function hasAotCache(release: string): boolean {
  const [, feature, update] = /^JAVA_VERSION="?(\d+)(?:\.0\.(\d+))?/m.exec(release) ?? [];
  return Number(feature) > 25 || (feature === '25' && Number(update) >= 3);
}

/** The place of the jars, and what makes an archive unfit for another JVM: the Java itself and the jars. */
function suffixOf(java: JavaHome, release: string, jars: readonly string[]): string {
  const key = [java.home, release];
  for (const jar of jars) {
    const { size, mtimeMs } = statSync(jar);
    key.push(`${jar} ${size} ${mtimeMs}`);
  }
  return `${hashOf(dirname(jars[0]!), 8)}-${hashOf(key.join('\n'), 16)}`;
}

const hashOf = (text: string, length: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/**
 * Writes an archive that does not exist yet, in place of that of another Java or of older jars.
 * @param write has it written to a path
 * @returns whether it exists now: the cache folder may be read-only
 */
export async function writeStartupArchive(
  { path, recording }: StartupArchive,
  write: (path: string) => boolean | Promise<boolean>,
): Promise<boolean> {
  const temporary = temporaryPath(path, 'tmp');
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
    if (!(await write(temporary))) return false;
    const older = basename(path).replace(/-[0-9a-f]+\.\w+$/, '-');
    for (const name of readdirSync(folder)) {
      if (name.startsWith(older) && /\.(aot|jsa)$/.test(name)) rmSync(join(folder, name), { force: true });
    }
    renameSync(temporary, path);
    return true;
  } catch {
    return false;
  } finally {
    for (const left of [temporary, recording]) if (left && existsSync(left)) rmSync(left, { force: true });
  }
}

/**
 * Makes an AOT cache of a JVM's recording, in a process of its own.
 * @param settings the options of the JVM that recorded
 * @param signal ends it at once
 * @returns whether it was made
 */
export async function makeAotCache(
  java: JavaHome,
  settings: readonly string[],
  recording: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { execa } = await import('execa');
  const options = [
    ...settings,
    '-XX:AOTMode=create',
    `-XX:AOTConfiguration=${recording}`,
    `-XX:AOTCache=${path}`,
  ];
  const made = await execa(join(java.home, 'bin/java'), options, {
    reject: false,
    stdio: 'ignore',
    timeout: 60_000,
    cancelSignal: signal,
    forceKillAfterDelay: 200,
  });
  return made.exitCode === 0 && existsSync(path);
}
