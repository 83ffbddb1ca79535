import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipArchive } from '#tserini/util/zip/archive.js';
import { hasPython, needsPython, runPython } from '../../support/python.ts';
import { suiteFolder } from '../../support/temp.ts';
import { deflatedZip } from '../../support/zip-file.ts';

const folder = suiteFolder();
const files = ['one', 'two', 'three'].map((name, i) => ({ name, contents: `${name} `.repeat(9 * i) }));

async function contentsOf(bytes: Uint8Array): Promise<string[]> {
  const path = join(folder(), 'test.zip');
  await writeFile(path, bytes);
  const archive = await ZipArchive.open(path);
  const contents: string[] = [];
  for (const name of archive.names) contents.push(`${name}: ${await buffer(archive.read(name))}`);
  return contents;
}

const truth = files.map(({ name, contents }) => `${name}: ${contents}`);
const damaged = { name: 'TseriniError', code: 'INPUT' };

describe.each([false, true])('with zip64 %s', (zip64) => {
  const whole = deflatedZip(files, zip64);

  it('is read with all its files', async () => {
    expect(await contentsOf(whole)).toEqual(truth);
  });

  it.skipIf(!hasPython)(`as Python reads them${needsPython}`, async () => {
    const path = join(folder(), 'python.zip');
    await writeFile(path, whole);
    const program =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip()); [print(n + ": " + z.read(n).decode()) for n in z.namelist()]';
    const said = runPython(program, [path]);
    expect(said).toBe(`${['None', ...truth].join('\n')}\n`);
  });

  it('is refused wherever it is truncated', async () => {
    for (let length = 0; length < whole.length; length++) {
      await expect(contentsOf(whole.subarray(0, length)), `${length} bytes`).rejects.toMatchObject(damaged);
    }
  });

  it('is refused or read correctly if a part is missing or overwritten', async () => {
    const piece = fc.record({
      at: fc.nat(whole.length - 1),
      length: fc.integer({ min: 1, max: 40 }),
      instead: fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ minLength: 1, maxLength: 40 })),
    });
    await fc.assert(
      fc.asyncProperty(piece, async ({ at, length, instead }) => {
        const bytes = Buffer.concat([whole.subarray(0, at), instead, whole.subarray(at + length)]);
        let contents: string[];
        try {
          contents = await contentsOf(bytes);
        } catch (error) {
          expect(error).toMatchObject(damaged);
          return;
        }
        // Names have no checksum, and files may be left out; what is read is what was put in.
        const given = files.map((file) => file.contents);
        for (const text of contents) expect(given).toContain(text.slice(text.indexOf(': ') + 2));
      }),
      { numRuns: 300 },
    );
  });
});

describe('names what is wrong', () => {
  const plain = deflatedZip(files);
  const wide = deflatedZip(files, true);
  const central = Buffer.from([0x50, 0x4b, 1, 2]);
  const at = {
    directory: plain.indexOf(central),
    second: plain.indexOf(central, plain.indexOf(central) + 1),
    wide: wide.indexOf(central),
    record: wide.indexOf(Buffer.from([0x50, 0x4b, 6, 6])),
    locator: wide.indexOf(Buffer.from([0x50, 0x4b, 6, 7])),
  };
  const uint32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  it.each<[string, Buffer, number, Buffer]>([
    ['its directory ends after 1 of 3 entries', plain, at.second, uint32(0)],
    ['its directory lies outside', plain, plain.length - 10, uint32(plain.length)],
    ['entry one is not where it should be', plain, at.directory + 42, uint32(1)],
    ['entry one goes beyond the file', plain, at.directory + 20, uint32(plain.length)],
    [`it ends after ${plain.length} bytes`, plain, at.directory + 42, uint32(plain.length - 4)],
    // The id of the extra field with the sizes, which stands behind the name and five bytes of another.
    ['entry one lacks its zip64 sizes', wide, at.wide + 46 + 'one'.length + 5, uint32(2)],
    ['a position in it is out of range', wide, at.locator + 12, uint32(0xffffffff)],
    ['its zip64 directory is not there', wide, at.record, uint32(0)],
  ])('%s', async (reason, whole, position, instead) => {
    const bytes = Buffer.from(whole);
    bytes.set(instead, position);
    await expect(contentsOf(bytes)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(`test.zip: ${reason}`),
    });
  });
});

it('reads a directory of 8 MB, and refuses one of a byte more', async () => {
  const limit = 8 << 20;
  const header = 46;
  const count = 128;
  const archive = (length: number) =>
    deflatedZip(
      Array.from({ length: count }, (_, i) => {
        const more = i === 0 ? length - limit : 0;
        return { name: String(i).padStart(limit / count - header + more, 'a'), contents: '' };
      }),
    );
  expect(await contentsOf(archive(limit))).toHaveLength(count);
  await expect(contentsOf(archive(limit + 1))).rejects.toMatchObject({
    ...damaged,
    message: expect.stringContaining(`its directory has ${limit + 1} bytes, more than ${limit}`),
  });
});
