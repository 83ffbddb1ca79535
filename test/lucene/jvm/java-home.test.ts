import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava, javaCandidates } from '#tserini/lucene/jvm/java-home.js';
import { tempFolder } from '../../support/temp.ts';

const newest = 'JAVA_VERSION="999.0.1"\n';

describe('the Java that is found', () => {
  const { JAVA_HOME, PATH } = process.env;
  let folder: string;

  beforeEach(async () => {
    folder = await tempFolder();
    delete process.env.JAVA_HOME;
    process.env.PATH = '';
  });

  afterEach(() => {
    if (JAVA_HOME === undefined) delete process.env.JAVA_HOME;
    else process.env.JAVA_HOME = JAVA_HOME;
    process.env.PATH = PATH;
  });

  /** A folder that looks like a Java's. @param files beside `release`, empty */
  async function made(name: string, release: string | undefined, ...files: string[]): Promise<string> {
    const home = join(folder, name);
    await mkdir(home);
    if (release !== undefined) await writeFile(join(home, 'release'), release);
    for (const file of files) {
      await mkdir(dirname(join(home, file)), { recursive: true });
      await writeFile(join(home, file), '');
    }
    return home;
  }

  const candidate = (home: string) => javaCandidates().find(({ path }) => path === home);
  const [libjvm, javac] = ['lib/server/libjvm.so', 'bin/javac'];

  it('is the one that JAVA_HOME names, where that will do', async () => {
    const home = await made('jdk', 'JAVA_VERSION="21.0.2"\n', libjvm, javac);
    process.env.JAVA_HOME = home;
    const found = { home, version: 21, libjvm: join(home, libjvm), compiler: true };
    expect(findJava()).toEqual(found);
    expect(findJava('compiler')).toEqual(found);
  });

  it('is another one where it will not, and the list says why', async () => {
    for (const [name, release, files, refused] of [
      ['nothing', undefined, [], 'no Java there'],
      ['odd', 'IMPLEMENTOR="x"\n', [libjvm], 'no Java there'],
      ['old', 'JAVA_VERSION="17.0.1"\n', [libjvm], 'Java 17, needs 21 or newer'],
      ['client', newest, [], 'Java 999 without a server JVM'],
    ] as const) {
      process.env.JAVA_HOME = await made(name, release, ...files);
      expect(candidate(process.env.JAVA_HOME)).toMatchObject({ refused });
      expect(findJava().home).not.toBe(process.env.JAVA_HOME);
    }
  });

  it('has a compiler where one is needed', async () => {
    process.env.JAVA_HOME = await made('jre', newest, libjvm);
    expect(findJava()).toMatchObject({ home: process.env.JAVA_HOME, compiler: false });
    expect(findJava('compiler').home).not.toBe(process.env.JAVA_HOME);
  });

  it('is the newest, on the PATH too, wherever a link there leads', async () => {
    const home = await made('far', newest, libjvm, 'bin/java');
    await mkdir(join(folder, 'bin'));
    await symlink(join(home, 'bin/java'), join(folder, 'bin/java'));
    process.env.PATH = `/no/such/folder:${join(folder, 'bin')}`;
    expect(findJava()).toMatchObject({ home, version: 999 });
    // What has no Java is worth a word only where it was asked for.
    expect(candidate('/no/such/folder')).toBeUndefined();
  });
});
