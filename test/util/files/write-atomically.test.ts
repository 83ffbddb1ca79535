import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeAtomically } from '#tserini/util/files/write-atomically.js';
import { compileProgram } from '../../support/program.ts';
import { canMount, needsMount, onSmallDisk } from '../../support/small-disk.ts';
import { tempFolder } from '../../support/temp.ts';

it('writes all parts into a folder that it makes, and nothing else', async () => {
  const folder = await tempFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 9 })), async (parts) => {
      const path = join(folder, 'runs', 'run.txt');
      await writeAtomically('run', path, parts);
      expect(await readFile(path, 'utf8')).toBe(parts.join(''));
      expect(await readdir(join(folder, 'runs'))).toEqual(['run.txt']);
    }),
    { numRuns: 50 },
  );
});

it('leaves the previous file if the parts fail, and throws their error', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'run.txt');
  await writeAtomically('run', path, ['before']);
  const failing = function* () {
    yield 'after';
    throw new RangeError('no more');
  };
  await expect(writeAtomically('run', path, failing())).rejects.toThrow(RangeError);
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['run.txt']);
});

// Found by reading: two of one process had one temporary file, and their parts came mixed under the name.
it('writes the parts of one call if several write the same file', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'run.txt');
  const texts = ['a', 'bb', 'ccc'].map((text) => text.repeat(100_000));
  const parts = async function* (text: string) {
    for (let at = 0; at < text.length; at += 1000) yield text.slice(at, at + 1000);
  };
  await Promise.all(texts.map((text) => writeAtomically('run', path, parts(text))));
  expect(texts.includes(await readFile(path, 'utf8'))).toBe(true);
  expect(await readdir(folder)).toEqual(['run.txt']);
});

it('refuses a path that is a folder', async () => {
  const path = join(await tempFolder(), 'run.txt');
  await mkdir(path);
  await expect(writeAtomically('run', path, ['text'])).rejects.toMatchObject({ code: 'USAGE' });
  expect((await stat(path)).isDirectory()).toBe(true);
});

describe.skipIf(!canMount)(`on a full disk${needsMount}`, () => {
  const program = () =>
    compileProgram(
      'write-on-full-disk',
      `import { writeAtomically } from '#tserini/util/files/write-atomically.js';
       const [folder, count, size] = process.argv.slice(2);
       const parts = Array.from({ length: Number(count) }, () => 'x'.repeat(Number(size)));
       await writeAtomically('run', folder + '/run.txt', parts).then(
         () => console.log('written'),
         ({ code, message }) => console.log(code, message),
       );`,
    );

  // Of 15 KB nothing waits for the disk before the end; of 90 KB some does.
  it.each([
    [1, 9000],
    [1, 15_000],
    [9, 1000],
    [9, 10_000],
  ])('leaves nothing of %i parts of %i bytes', async (count, size) => {
    const disk = await tempFolder();
    const args = [process.execPath, program(), String(count), String(size)];
    const { stdout } = await onSmallDisk(4, disk, '"$2" "$3" "$1" "$4" "$5"; ls "$1"', ...args);
    expect(stdout).toBe(`IO no space left on the disk for run: ${join(disk, 'run.txt')}`);
  });
});
