import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { readCorpus, readCorpusOf } from '../support/read-corpus.ts';
import { tempFolder } from '../support/temp.ts';

/** A file of parquet_files.py's. */
const made = (name: string) => join(import.meta.dirname, 'parquet', `${name}.parquet`);
const texts = ['red apples', '', '日本 🥦', '', 'line\nbreak\tand tab', 'naïve café', 'red apples'];
const expected = texts.map((text, i) => [String(2n ** 60n + BigInt(i)), `title ${i % 2}`, text]);

const bytesOf = (...args: Parameters<typeof parquetWriteBuffer>) =>
  new Uint8Array(parquetWriteBuffer(...args));
const strings = (name: string, data: readonly string[]) => ({
  name,
  data: [...data],
  type: 'STRING' as const,
});

describe('a .parquet', () => {
  it.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'pages-v2'])(
    'is what pyarrow wrote: %s',
    async (name) => {
      expect(await readCorpus(made(name), { fields: ['title', 'text'] })).toEqual(expected);
      expect(await readCorpus(made(name), { fields: ['text'], skip: 2, take: 3 })).toEqual(
        expected.slice(2, 5).map(([id, , text]) => [id, text]),
      );
    },
  );

  it('is what was written', async () => {
    const path = join(await tempFolder(), 'c.parquet');
    const rows = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string()), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (found, rowGroupSize) => {
        const ids = strings(
          'docid',
          found.map((_, i) => `d${i}`),
        );
        const [title, text] = [0, 1].map((at) => found.map((row) => row[at]!));
        const columnData = [strings('title', title!), strings('text', text!), ids];
        await writeFile(path, bytesOf({ columnData, rowGroupSize }));
        const read = await readCorpus(path, { fields: ['title', 'text'] });
        // Python's strip is that of encoding.
        expect(read.map(([id, ...fields]) => [id, ...fields.map((field) => field.trim())])).toEqual(
          found.map((row, i) => [`d${i}`, ...row.map((field) => field.trim())]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is read beside others in a folder, but not in an archive', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'default'));
    const part = (id: string) =>
      bytesOf({ columnData: [strings('id', [id]), strings('text', [`of ${id}`])] });
    await writeFile(join(folder, 'default/1.parquet'), part('b'));
    await writeFile(join(folder, '0.parquet'), part('a'));
    expect(await readCorpus(folder)).toEqual([
      ['a', 'of a'],
      ['b', 'of b'],
    ]);
  });

  it('is refused where it is cut off or damaged, wherever that is', async () => {
    const whole = await readFile(made('snappy'));
    const outcomes = new Set<string>();
    for (let size = 0; size < whole.length; size += 7) {
      const error = await readCorpusOf('c.parquet', whole.subarray(0, size)).catch((reason) => reason);
      expect(error).toMatchObject({ code: 'INPUT', message: expect.stringContaining('c.parquet: ') });
      outcomes.add(error.message.replace(/^.*c\.parquet: /, '').slice(0, 30));
    }
    expect([...outcomes]).toEqual(['not a Parquet file, or cut off']);
    // The footer of the whole file behind a part of the data.
    const footer = whole.readUInt32LE(whole.length - 8) + 8;
    const hollow = Buffer.concat([
      whole.subarray(0, 40),
      Buffer.alloc(60),
      whole.subarray(whole.length - footer),
    ]);
    await expect(readCorpusOf('c.parquet', hollow)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(/c\.parquet: row group 1 of 3 \(from row 1\) is damaged or cut off/),
    });
  });

  it('is refused for a nested column only where that is asked for', async () => {
    expect(await readCorpus(made('nested'), { fields: ['body'] })).toEqual([
      ['a', 'p'],
      ['b', 'q'],
    ]);
    for (const [name, fields] of [
      ['text', ['text']],
      ['title', ['title', 'body']],
    ] as const) {
      await expect(readCorpus(made('nested'), { fields })).rejects.toMatchObject({
        code: 'INPUT',
        message: expect.stringContaining(`nested.parquet: column ${name} is nested (a list, map or struct)`),
      });
    }
  });

  it('is refused for a codec that is not read, by name', async () => {
    const columnData = [strings('id', ['a', 'b']), strings('text', ['x'.repeat(99), 'y'.repeat(99)])];
    const file = bytesOf({ columnData, codec: 'LZO', compressors: { LZO: (bytes) => bytes.slice(0, 9) } });
    await expect(readCorpusOf('c.parquet', file)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(/c\.parquet: column \w+ is compressed by LZO, which is not read/),
    });
  });

  it('is refused where a column is missing, or is no text', async () => {
    const message = (fields: string[], docidField?: string) =>
      readCorpus(made('none'), { fields, docidField }).catch((error) => error.message);
    expect(await message(['body'])).toMatch(/none\.parquet: no column body; columns: id, title, text, year$/);
    expect(await message(['text'], 'key')).toMatch(/no column of the id \(key\); columns: id, title/);
    expect(await message(['year'])).toMatch(/none\.parquet: row 1: field year is not a string$/);
  });
});
