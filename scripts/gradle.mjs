// Finds a Gradle and runs it: the one on the PATH, else the one that gradle/wrapper names (fetched once,
// checked by sha256), else, on a Debian machine as root, Debian's own package.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

const windows = process.platform === 'win32';

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Debian's Gradle 4.4.1 runs on Java 17 and older only; it compiles with the JDK that it is given. */
async function forOldJava(gradle, candidates) {
  const { stdout } = await execa(gradle, ['--version'], { reject: false });
  const version = Number(/^Gradle (\d+)/m.exec(stdout)?.[1]);
  // An unreadable version means that it did not start: most likely on a Java too new for it.
  if (version >= 9) return {};
  const old = candidates
    .filter((candidate) => candidate.version <= 17)
    .sort((a, b) => b.version - a.version)[0];
  return old ? { JAVA_HOME: old.path } : {};
}

function wrapperProperties(root) {
  const text = readFileSync(join(root, 'gradle/wrapper/gradle-wrapper.properties'), 'utf8');
  const value = (key) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)[1].replaceAll('\\:', ':');
  return { url: value('distributionUrl'), sha256: value('distributionSha256Sum') };
}

/** Fetches Gradle's distribution into Gradle's own folder of the user; returns its start script. */
async function fetchWrapper(root, java, log) {
  const { url, sha256 } = wrapperProperties(root);
  const version = /gradle-([\d.]+)-bin/.exec(url)[1];
  const home = join(process.env.GRADLE_USER_HOME ?? join(homedir(), '.gradle'), 'tserini');
  const script = join(home, `gradle-${version}`, 'bin', windows ? 'gradle.bat' : 'gradle');
  if (existsSync(script)) return script;
  log(`fetching ${url}`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const zip = Buffer.from(await response.arrayBuffer());
  const sum = createHash('sha256').update(zip).digest('hex');
  if (sum !== sha256) throw new Error(`its sha256 is ${sum}, gradle-wrapper.properties has ${sha256}`);
  const unpacking = join(home, `unpacking-${process.pid}`);
  mkdirSync(unpacking, { recursive: true });
  writeFileSync(join(unpacking, 'gradle.zip'), zip);
  await execa(join(java.home, 'bin/jar'), ['xf', 'gradle.zip'], { cwd: unpacking });
  renameSync(join(unpacking, `gradle-${version}`), join(home, `gradle-${version}`));
  rmSync(unpacking, { recursive: true });
  return script;
}

async function installFromDebian(log) {
  log("installing Debian's package gradle");
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['update', '-qq'], { env });
  await execa('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'gradle'], { env });
  return '/usr/bin/gradle';
}

async function find(root, java, candidates, log) {
  const installed = onPath(windows ? 'gradle.bat' : 'gradle');
  if (installed) return { gradle: installed, env: await forOldJava(installed, candidates()) };
  let reason;
  try {
    return { gradle: await fetchWrapper(root, java, log), env: { JAVA_HOME: java.home } };
  } catch (error) {
    reason = error.cause?.message ?? error.message;
    log(`could not fetch Gradle: ${reason}`);
  }
  if (process.platform === 'linux' && process.getuid() === 0 && onPath('apt-get')) {
    const debian = await installFromDebian(log);
    return { gradle: debian, env: await forOldJava(debian, candidates()) };
  }
  throw new Error(
    `no Gradle: none on the PATH, and it could not be fetched (${reason}). Install Gradle and run again.`,
  );
}

/**
 * Runs Gradle tasks on build.gradle.
 * @param root the project's folder
 * @param java the JDK that compiles and tests
 * @param candidates gives the Javas of this machine, as src/lucene/jvm/java-home.ts finds them
 */
export async function runGradle(root, tasks, { java, candidates, log, stdio }) {
  const { gradle, env } = await find(root, java, candidates, log);
  const args = ['-q', '--no-daemon', `-PjdkHome=${java.home}`, ...tasks];
  const command = windows || gradle.startsWith('/usr') ? [gradle, args] : ['sh', [gradle, ...args]];
  return execa(...command, { cwd: root, env, reject: false, ...(stdio ? { stdio } : { all: true }) });
}
