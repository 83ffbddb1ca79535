import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipArchive } from '#tserini/util/zip/archive.js';
import { tempFolder } from '../../support/temp.ts';
import { deflatedZip, type ZippedFile } from '../../support/zip-file.ts';

async function archive(files: readonly ZippedFile[], limits?: { ratio: number; total: number }) {
  const path = join(await tempFolder(), 'test.zip');
  await writeFile(path, deflatedZip(files));
  return ZipArchive.open(path, limits);
}

it('reads the bytes of every file', async () => {
  const file = fc.record({
    name: fc.stringMatching(/^[a-zé日]{1,8}$/),
    bytes: fc.uint8Array({ maxLength: 3000 }),
  });
  const path = join(await tempFolder(), 'made.zip');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(file, { selector: ({ name }) => name }), async (files) => {
      const contents = files.map(({ name, bytes }) => ({
        name: `data/${name}`,
        contents: Buffer.from(bytes),
      }));
      await writeFile(path, deflatedZip(contents));
      const made = await ZipArchive.open(path);
      expect(made.names).toEqual(contents.map(({ name }) => name));
      for (const { name, contents: bytes } of contents) {
        expect((await buffer(made.read(name))).equals(bytes)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

const text = 'hello '.repeat(20);
/** A megabyte and more that packs to a thousandth. */
const zeros = Buffer.alloc(4 << 20);

describe('refuses', () => {
  it.each<[string, ZippedFile[], RegExp]>([
    ['a way up', [{ name: 'a/../../evil', contents: text }], /"a\/\.\.\/\.\.\/evil", which leads out/],
    ['a way up as on Windows', [{ name: 'a\\..\\evil', contents: text }], /leads out/],
    ['an absolute name', [{ name: '/etc/passwd', contents: text }], /leads out/],
    ['a drive', [{ name: 'C:evil', contents: text }], /leads out/],
    ['a name with a zero', [{ name: 'a\0b', contents: text }], /leads out/],
    [
      'a name that is there twice',
      [
        { name: 'a', contents: text },
        { name: 'a', contents: text },
      ],
      /contains a twice/,
    ],
    [
      'a bomb',
      [{ name: 'zeros', contents: zeros }],
      /zeros would unpack to 4194304 bytes from \d+, as in a zip bomb/,
    ],
    [
      'files that overlap',
      [
        { name: 'a', contents: text },
        { name: 'b', contents: text, lie: { offset: 0 } },
      ],
      /[ab] overlaps another file/,
    ],
    ['what is encrypted', [{ name: 'a', contents: text, lie: { flags: 1 } }], /a is encrypted/],
    [
      'what is packed in another way',
      [{ name: 'a', contents: text, lie: { method: 12 } }],
      /packed by method 12/,
    ],
  ])('%s', async (_, files, message) => {
    await expect(archive(files)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('more in all than the limit', async () => {
    const files = ['a', 'b', 'c'].map((name) => ({ name, contents: text }));
    await expect(archive(files, { ratio: 100, total: 3 * text.length - 1 })).rejects.toThrow(
      /in all, more than/,
    );
    expect((await archive(files, { ratio: 100, total: 3 * text.length })).names).toHaveLength(3);
  });

  it.each<[string, ZippedFile['lie'], RegExp]>([
    ['more bytes', { size: 10 }, /unpacks to more than the 10 bytes/],
    ['fewer bytes', { size: 1000 }, /unpacks to 120 bytes, its directory says 1000/],
    ['other bytes', { crc32: 1 }, /another checksum/],
  ])('%s than the directory says, on reading', async (_, lie, message) => {
    const made = await archive([{ name: 'a', contents: text, lie: lie! }]);
    await expect(buffer(made.read('a'))).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('bytes that are not deflated, and a file that is no archive', async () => {
    const path = join(await tempFolder(), 'test.zip');
    const bytes = deflatedZip([{ name: 'a', contents: text }]);
    await writeFile(path, bytes.fill(0xff, 31, 40));
    await expect(buffer((await ZipArchive.open(path)).read('a'))).rejects.toMatchObject({ code: 'INPUT' });
    await writeFile(path, 'PK but no archive');
    await expect(ZipArchive.open(path)).rejects.toMatchObject({ code: 'INPUT' });
    await expect(ZipArchive.open(`${path}.none`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
