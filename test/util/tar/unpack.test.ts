import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unpack } from '#tserini/util/tar/unpack.js';
import { makeTarGz, type TarEntry } from '../../support/tar-file.ts';
import { tempFolder } from '../../support/temp.ts';

const good: readonly TarEntry[] = [
  { name: 'index/', type: 'directory' },
  { name: 'index/a', contents: Buffer.from('one') },
  { name: 'index/deeper/b', contents: Buffer.from('two') },
];

/** Writes an archive, and says where it may be unpacked to. */
async function archived(bytes: Buffer) {
  const folder = await tempFolder();
  const archive = join(folder, 'archive.tar.gz');
  await writeFile(archive, bytes);
  return { folder, archive, into: join(folder, 'unpacked') };
}

it.each([
  ['compressed', (bytes: Buffer) => bytes],
  ['plain', (bytes: Buffer) => gunzipSync(bytes)],
])('unpacks files and folders of a %s archive', async (_, made) => {
  const { archive, into } = await archived(made(await makeTarGz(good)));
  await unpack(archive, into);
  expect(readFileSync(join(into, 'index/a'), 'utf8')).toBe('one');
  expect(readFileSync(join(into, 'index/deeper/b'), 'utf8')).toBe('two');
});

const bad: readonly (readonly [string, readonly TarEntry[], RegExp])[] = [
  ['a name above the folder', [{ name: '../evil' }], /"\.\.\/evil" leads out of the folder/],
  ['a name above it by a detour', [{ name: 'index/../../evil' }], /leads out of the folder/],
  ['an absolute name', [{ name: '/tmp/evil' }], /leads out of the folder/],
  ['a name of a Windows drive', [{ name: 'c:/evil' }], /leads out of the folder/],
  ['a name with backslashes', [{ name: '..\\evil' }], /leads out of the folder/],
  ['a folder above', [{ name: '../evil/', type: 'directory' }], /leads out of the folder/],
  ['a symbolic link', [{ name: 'link', type: 'symlink', linkname: '/etc' }], /link is a symlink/],
  ['a hard link', [{ name: 'link', type: 'link', linkname: '/etc/passwd' }], /link is a link/],
  ['a device', [{ name: 'device', type: 'character-device' }], /neither file nor folder/],
  ['a name twice', [good[1]!, good[1]!], /appears twice/],
];

it.each(bad)('refuses %s, and leaves nothing', async (_, entries, message) => {
  const { folder, archive, into } = await archived(await makeTarGz([...good.slice(2), ...entries]));
  await expect(unpack(archive, into)).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringMatching(message),
  });
  expect(readdirSync(folder)).toEqual(['archive.tar.gz']);
  expect(existsSync(join(folder, '../evil'))).toBe(false);
});

it('refuses a bomb before it is unpacked', async () => {
  const { folder, archive, into } = await archived(
    await makeTarGz([{ name: 'zeros', contents: Buffer.alloc(64 << 20) }]),
  );
  await expect(unpack(archive, into)).rejects.toThrow(
    /would unpack to more than \d+ bytes from \d+, as a bomb does/,
  );
  expect(readdirSync(folder)).toEqual(['archive.tar.gz']);
});

// Found by reading: only what files hold was counted.
it('refuses a bomb of folders', async () => {
  const folders = Array.from({ length: 20_000 }, () => ({ name: 'index/', type: 'directory' }) as const);
  const { folder, archive, into } = await archived(await makeTarGz(folders));
  await expect(unpack(archive, into)).rejects.toThrow(
    /would unpack to more than \d+ bytes from \d+, as a bomb/,
  );
  expect(readdirSync(folder)).toEqual(['archive.tar.gz']);
});

it.each([
  ['half a plain tar file', (whole: Buffer) => gunzipSync(whole).subarray(0, 700)],
  ['no archive at all', () => Buffer.from('<html>Not found</html>')],
  ['half a gzip file', (whole: Buffer) => whole.subarray(0, whole.length - 20)],
  ['half a tar file', (whole: Buffer) => gzipSync(gunzipSync(whole).subarray(0, 700))],
  ['a header that was changed', (whole: Buffer) => gzipSync(gunzipSync(whole).fill(7, 200, 210))],
])('says that %s is damaged', async (_, spoil) => {
  const { folder, archive, into } = await archived(spoil(await makeTarGz(good)));
  await expect(unpack(archive, into)).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining('it is damaged'),
  });
  expect(readdirSync(folder)).toEqual(['archive.tar.gz']);
});

it('stops when it is told to, before the start or in the middle', async () => {
  const large = {
    name: 'index/large',
    contents: Buffer.from(Array.from({ length: 200_000 }, (_, i) => i).join(' ')),
  };
  const { folder, archive, into } = await archived(await makeTarGz([...good, large]));
  const reason = new Error('enough');
  const stopped = { code: 'INTERRUPTED', cause: reason };
  await expect(
    unpack(archive, into, { ratio: 100, signal: AbortSignal.abort(reason) }),
  ).rejects.toMatchObject(stopped);
  const stop = new AbortController();
  const unpacking = unpack(archive, into, { ratio: 100, signal: stop.signal });
  setImmediate(() => stop.abort(reason));
  await expect(unpacking).rejects.toMatchObject(stopped);
  expect(readdirSync(folder)).toEqual(['archive.tar.gz']);
});
