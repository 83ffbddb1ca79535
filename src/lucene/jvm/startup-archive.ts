import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../util/files/cache-folder.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import type { JavaHome } from './java-home.js';

// A JVM that finds its classes loaded and linked in an archive starts in less than two thirds of the time. A JVM checks
// an archive before it uses it, and ignores one that is incomplete or does not fit.

/** The archive of a process, and the JVM options that use it, or that let it be written where there is none. */
export interface StartupArchive {
  readonly path: string;
  readonly exists: boolean;
  readonly options: readonly string[];
}

/** Archives of other processes that serve as well, the best first: that of a clone, and that of the usual command. */
const substitutes = ['library', 'search.lucene'];

/**
 * The archive for a JVM that is about to start.
 * @param name the kind of process, whose classes it contains: the name of a command. Without one, the process uses an
 *   archive but writes none.
 */
export function startupArchive(java: JavaHome, jars: readonly string[], name?: string): StartupArchive {
  const suffix = suffixOf(java, jars);
  const pathOf = (kind: string) => join(cacheFolder(), `jvm-${kind}-${suffix}.jsa`);
  const kinds = name === undefined ? substitutes : [name, ...substitutes];
  const existing = kinds.map(pathOf).find(existsSync);
  if (existing) return { path: existing, exists: true, options: [`-XX:SharedArchiveFile=${existing}`] };
  const options = name === undefined ? [] : ['-XX:+RecordDynamicDumpInfo'];
  return { path: pathOf(kinds[0]!), exists: false, options };
}

/** The place of the jars, and what makes an archive unfit for another JVM: the Java itself and the jars. */
function suffixOf(java: JavaHome, jars: readonly string[]): string {
  const key = [java.home, readFileSync(join(java.home, 'release'), 'utf8')];
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
 * @param write has the JVM write it to a path
 * @returns whether it exists now: the cache folder may be read-only
 */
export function writeStartupArchive({ path }: StartupArchive, write: (path: string) => boolean): boolean {
  const temporary = temporaryPath(path, 'tmp');
  try {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    if (!write(temporary)) return false;
    const older = path.slice(folder.length + 1, -'-0123456789abcdef.jsa'.length);
    for (const name of readdirSync(folder)) {
      if (name.startsWith(`${older}-`) && name.endsWith('.jsa')) rmSync(join(folder, name), { force: true });
    }
    renameSync(temporary, path);
    return true;
  } catch {
    if (existsSync(temporary)) rmSync(temporary, { force: true });
    return false;
  }
}
