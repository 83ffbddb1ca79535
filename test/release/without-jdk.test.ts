import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import AdmZip from 'adm-zip';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const root = join(import.meta.dirname, '../..');
/** Without classes that have a number for a name: compilers make some of their own, as for a switch over an enum. */
const namesIn = (jar: string) =>
  new AdmZip(jar)
    .getEntries()
    .map(({ entryName }) => entryName)
    .filter((name) => name.endsWith('.class') && !/\$\d+\.class$/.test(name))
    .sort();

// What a clone's set-up does where only a Java runtime can be had. Needs Maven Central.
it('the Eclipse compiler builds the shim as Gradle does', { timeout: 300_000 }, async () => {
  const folder = await tempFolder();
  for (const name of ['build.gradle', 'gradle', 'java']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const { buildWithoutJdk } = await import(new URL('../../scripts/ecj.mjs', import.meta.url).href);
  await buildWithoutJdk(folder, () => {});
  const [built, usual] = [join(folder, 'dist/java'), join(root, 'dist/java')];
  expect(readdirSync(built).sort()).toEqual(readdirSync(usual).sort());
  expect(namesIn(join(built, 'tserini.jar'))).toEqual(namesIn(join(usual, 'tserini.jar')));
});
