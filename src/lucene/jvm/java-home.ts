import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { javaFolder } from '../java/java-folder.js';

/** The oldest Java that Lucene 10 runs on. */
const oldestJava = 21;

export interface JavaHome {
  readonly home: string;
  /** The feature release: 21, 25, … */
  readonly version: number;
  /** The JVM's shared library. */
  readonly libjvm: string;
  /** Whether it has a compiler (a JDK) or only runs programs (a JRE). */
  readonly compiler: boolean;
}

/** A folder that was looked at, and why it was not taken where it was not. */
export interface JavaCandidate {
  readonly path: string;
  /** The feature release, where there is a Java at all. */
  readonly version?: number;
  readonly java?: JavaHome;
  readonly refused?: string;
  /** Whether this program fetched it. */
  readonly fetched: boolean;
}

/** The folders in which the installers of the three systems put their JVMs, each below a folder of its own. */
function usualFolders(): string[] {
  const home = homedir();
  switch (process.platform) {
    case 'darwin':
      return [
        '/Library/Java/JavaVirtualMachines',
        join(home, 'Library/Java/JavaVirtualMachines'),
        '/opt/homebrew/opt',
        '/usr/local/opt',
        join(home, '.sdkman/candidates/java'),
      ];
    case 'win32': {
      const roots = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
      return roots.flatMap((root) =>
        root
          ? [
              'Java',
              'Eclipse Adoptium',
              'Amazon Corretto',
              'Microsoft',
              'Zulu',
              'Programs/Eclipse Adoptium',
            ].map((vendor) => join(root, vendor))
          : [],
      );
    }
    default:
      return [
        '/usr/lib/jvm',
        '/usr/java',
        '/opt/java',
        '/opt',
        join(home, '.sdkman/candidates/java'),
        join(home, '.jdks'),
      ];
  }
}

function folders(parent: string): string[] {
  try {
    return readdirSync(parent).map((name) => join(parent, name));
  } catch {
    return [];
  }
}

/** Homes worth a look, best known first: JAVA_HOME, the `java` on the PATH, the usual folders, those that were fetched. */
function candidateHomes(): string[] {
  const executable = process.platform === 'win32' ? 'java.exe' : 'java';
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, executable))
    .filter((path) => existsSync(path))
    .map((path) => dirname(dirname(realpathSync(path))));
  const inFolders = usualFolders()
    .flatMap(folders)
    .flatMap((path) => [path, join(path, 'Contents/Home'), join(path, 'libexec/openjdk.jdk/Contents/Home')]);
  const homes = [process.env.JAVA_HOME, ...onPath, ...inFolders, ...folders(javaFolder())].filter(
    (path) => path !== undefined && path !== '',
  );
  return [...new Set(homes as string[])];
}

/** Reads the feature release from the `release` file that every JDK and JRE since 9 has. */
function readVersion(home: string): number | undefined {
  try {
    const version = /^JAVA_VERSION="?(\d+)/m.exec(readFileSync(join(home, 'release'), 'utf8'));
    return version ? Number(version[1]) : undefined;
  } catch {
    return undefined;
  }
}

function findLibjvm(home: string): string | undefined {
  const names = ['lib/server/libjvm.so', 'lib/server/libjvm.dylib', 'bin/server/jvm.dll'];
  return names.map((name) => join(home, name)).find((path) => existsSync(path));
}

/** Looks at a folder that may be a Java's home. */
export function examineJava(path: string): JavaCandidate {
  const fetched = dirname(path) === javaFolder();
  const version = readVersion(path);
  if (version === undefined) return { path, fetched, refused: 'no Java there' };
  if (version < oldestJava)
    return { path, fetched, version, refused: `Java ${version}, needs ${oldestJava} or newer` };
  const libjvm = findLibjvm(path);
  if (!libjvm) return { path, fetched, version, refused: `Java ${version} without a server JVM` };
  const compiler = existsSync(join(path, 'bin', process.platform === 'win32' ? 'javac.exe' : 'javac'));
  return { path, fetched, version, java: { home: path, version, libjvm, compiler } };
}

/** Looks at every place where a Java may be. Used by {@link findJava} and for diagnosis. */
export function javaCandidates(): JavaCandidate[] {
  const asked = process.env.JAVA_HOME;
  return candidateHomes()
    .map(examineJava)
    .filter((candidate) => candidate.refused !== 'no Java there' || candidate.path === asked);
}

/**
 * The Java to use: JAVA_HOME where that will do, else the newest one found on the machine, else the newest one fetched.
 * @param needs `compiler` asks for a JDK
 * @throws TseriniError `JVM`, saying what was looked at and how to get one
 */
export function findJava(needs: 'runtime' | 'compiler' = 'runtime'): JavaHome {
  const candidates = javaCandidates();
  const fit = candidates.filter(({ java }) => java && (needs === 'runtime' || java.compiler));
  const asked = fit.filter(({ path }) => path === process.env.JAVA_HOME);
  const installed = fit.filter(({ fetched }) => !fetched);
  const found = [asked, installed, fit].map(newest).find((java) => java);
  if (found) return found;
  const what = needs === 'compiler' ? 'JDK' : 'Java';
  const seen =
    candidates.map(({ path, refused }) => `${path} (${refused ?? 'no compiler'})`).join(', ') || 'none';
  throw new TseriniError(
    'JVM',
    `no ${what} ${oldestJava} or newer found. Looked at JAVA_HOME, PATH, the usual folders and ${javaFolder()}; ` +
      `found: ${seen}. ${needs === 'compiler' ? 'Install' : 'Run "npx tserini java --install" to fetch one, or install'} ` +
      'one (https://adoptium.net, or your package manager) or set JAVA_HOME.',
  );
}

function newest(candidates: readonly JavaCandidate[]): JavaHome | undefined {
  return candidates
    .map(({ java }) => java)
    .reduce((a, b) => (a && b && a.version >= b.version ? a : b), undefined);
}
