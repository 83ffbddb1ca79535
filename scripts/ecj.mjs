// Builds the Java shim where only a Java runtime can be had: with the Eclipse compiler, which is a jar of Maven Central, and
// without Gradle. The jars and their checksums are those of build.gradle and gradle/checksums.txt.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import AdmZip from 'adm-zip';
import { execa } from 'execa';
import { findOrFetchJava } from '../dist/lucene/java/find-or-fetch-java.js';
import { fetchPublished } from '../dist/util/download/fetch-published.js';
import { atMirror } from '../dist/util/download/mirror.js';

/** The jars of a configuration of build.gradle, as Maven Central has them. */
function jarsOf(root, configuration) {
  const build = readFileSync(join(root, 'build.gradle'), 'utf8');
  const checksums = readFileSync(join(root, 'gradle/checksums.txt'), 'utf8');
  return Array.from(build.matchAll(new RegExp(`^ +${configuration} '([^:]+):([^:]+):([^:']+)'$`, 'gm'))).map(
    ([, group, artifact, version]) => {
      const name = `${artifact}-${version}.jar`;
      const path = [...group.split('.'), artifact, version, name].join('/');
      const [hash] = checksums
        .split('\n')
        .find((line) => line.endsWith(`  ${name}`))
        .split(' ');
      return { name, urls: [atMirror(`https://repo1.maven.org/maven2/${path}`)], hash, algorithm: 'sha256' };
    },
  );
}

/** Leaves in dist/java what Gradle's task assemble does. */
export async function buildWithoutJdk(root, log) {
  const java = await findOrFetchJava({ onMessage: log });
  const [jars, work] = [join(root, 'dist/java'), join(root, 'build/ecj')];
  const classes = join(work, 'classes');
  log('compiling with the Eclipse compiler of Maven Central: there is no JDK');
  rmSync(jars, { recursive: true, force: true });
  rmSync(classes, { recursive: true, force: true });
  mkdirSync(classes, { recursive: true });
  const libraries = jarsOf(root, 'implementation');
  for (const jar of libraries) await fetchPublished(jar, join(jars, jar.name));
  const [compiler] = jarsOf(root, 'ecj');
  await fetchPublished(compiler, join(work, compiler.name));
  await execa(join(java.home, 'bin/java'), [
    ...['-jar', join(work, compiler.name), '-nowarn', '-source', '21', '-target', '21', '-encoding', 'UTF-8'],
    ...['-proc:none', '-cp', libraries.map(({ name }) => join(jars, name)).join(delimiter)],
    ...['-d', classes, join(root, 'java/main')],
  ]);
  const jar = new AdmZip();
  for (const name of readdirSync(classes, { recursive: true }).filter((path) => path.endsWith('.class'))) {
    jar.addFile(name.replaceAll('\\', '/'), readFileSync(join(classes, name)));
  }
  const complete = join(work, 'tserini.jar');
  jar.writeZip(complete);
  renameSync(complete, join(jars, 'tserini.jar'));
}
