// The peers and the data of the benches.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findJava } from '../../dist/lucene/jvm/java-home.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const tserini = [process.execPath, `${root}dist/cli/main.js`];

/** NFCorpus and its vectors are beside the project. */
export function sharedData(path) {
  const file = `${root}../shared/data/${path}`;
  if (!existsSync(file)) throw new Error(`this bench needs the shared test data: ${file}`);
  return file;
}

/** A command of Anserini 1.5.0, which `gradle -PjdkHome=… anseriniJar` fetches (164 MB). */
export function anserini(className) {
  const jar = `${root}build/anserini/anserini-1.5.0-fatjar.jar`;
  if (!existsSync(jar))
    throw new Error(`fetch the peer first: gradle -PjdkHome=<a JDK 21 or newer> anseriniJar`);
  const java = findJava();
  return [
    `${java.home}/bin/java`,
    '--add-modules',
    'jdk.incubator.vector',
    '-cp',
    jar,
    `io.anserini.${className}`,
  ];
}

/** Pyserini's batch search of an index, by a Python that has it. */
export function pyserini(python, index) {
  return {
    name: 'Pyserini',
    command: [python, `${root}bench/support/pyserini/batch_search.py`, index],
    env: { JAVA_HOME: findJava().home },
  };
}
