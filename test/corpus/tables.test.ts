import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '#tserini/corpus/records.js';
import { surveyCorpus } from '#tserini/corpus/survey.js';
import { readCorpus, readCorpusOf } from '../support/read-corpus.ts';
import { tempFolder } from '../support/temp.ts';
import { deflatedZip } from '../support/zip-file.ts';

const titleText: ReadOptions = { fields: ['title', 'text'] };

describe('a .tsv', () => {
  it("is read as MS MARCO's collection, also gzipped and with Windows' line ends", async () => {
    const lines = '0\tThe presence of "communication"\n7\tred  apples\n';
    const expected = [
      ['0', 'The presence of "communication"'],
      ['7', 'red  apples'],
    ];
    expect(await readCorpusOf('collection.tsv', lines)).toEqual(expected);
    expect(await readCorpusOf('collection.tsv.gz', gzipSync(lines))).toEqual(expected);
    expect(await readCorpusOf('c.tsv', `\ufeff${lines.replaceAll('\n', '\r\n')}\r\n`)).toEqual(expected);
  });

  it('has columns by the names of its first line, or by those given', async () => {
    const rows = 'd1\tT\tred apples\nd2\t\tpears\n';
    const expected = [
      ['d1', 'T', 'red apples'],
      ['d2', '', 'pears'],
    ];
    expect(await readCorpusOf('c.tsv', `id\ttitle\ttext\n${rows}`, titleText)).toEqual(expected);
    expect(await readCorpusOf('c.tsv', rows, { ...titleText, columns: ['id', 'title', 'text'] })).toEqual(
      expected,
    );
    const named = { docidField: 'key', fields: ['text'] };
    expect(await readCorpusOf('c.tsv', 'text\tkey\napples\td1\n', named)).toEqual([['d1', 'apples']]);
  });

  it.each([
    ['1\tfoo\n2\n', ':2: no column text: 1 column, not 2'],
    ['1\tfoo\n2\ta\tb\n', ':2: 3 columns, expected 2 (id, text)'],
    [
      '1\ta\tb\n',
      ':1: the first line names no column of the id (id, _id, docid): 1 | a | b; name the columns',
    ],
    ['pid\tpassage\n1\tred\n', ':1: the first line names no column of the id'],
    ['id\tbody\n1\tred\n', ':1: no column text (columns: id, body)'],
    ['id\ttext\ttext\n1\tred\tred\n', ':1: two columns have the name text'],
    ['1\tfoo\n\tbar\n', ':2: the id in id is empty'],
    [Buffer.from('1\tred\n2\tcaf\xe9\n', 'latin1'), ':2: not UTF-8'],
  ])('is refused with file and line: %j', async (contents, message) => {
    await expect(readCorpusOf('c.tsv', contents)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(`c.tsv${message}`),
    });
  });
});

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '🥦', '"', ',', ';', '\n', '\r\n', '\r', '\t', ' '),
  maxLength: 6,
});
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('a .csv', () => {
  it('is what was written, whatever is in its cells', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'c.csv');
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), async (found, end) => {
        const lines = found.map((row, i) => [`d${i}`, ...row.map(quoted)].join(','));
        await writeFile(path, ['id,title,text', ...lines, ''].join(end));
        const expected = found.map(([title, text], i) => [`d${i}`, title.trim(), text.trim()]);
        expect(await readCorpus(path, titleText)).toEqual(expected);
        await writeFile(path, ['id,title,text', ...lines, 'last'].join(end));
        const breaks = found.flat().map((text) => text.split(/\r\n|\n|\r/).length - 1);
        const line = breaks.reduce((sum, each) => sum + each, 2 + found.length);
        await expect(readCorpus(path, titleText)).rejects.toMatchObject({
          message: expect.stringContaining(`c.csv:${line}: no column title, text`),
        });
      }),
      { numRuns: 100 },
    );
  });

  it('may have another separator, and is read beside others in a folder', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'parts/more'), { recursive: true });
    await writeFile(join(folder, 'parts/b.csv'), 'id;text\n2;b, or c\n');
    await writeFile(join(folder, 'parts/more/a.csv.gz'), gzipSync('id;text\n3;x\n'));
    await writeFile(join(folder, 'parts/README.md'), 'not a part');
    const expected = [
      ['2', 'b, or c'],
      ['3', 'x'],
    ];
    expect(await readCorpus(join(folder, 'parts'), { separator: ';' })).toEqual(expected);
    await writeFile(join(folder, 'parts/t.tsv'), '1\tx\n');
    await expect(readCorpus(join(folder, 'parts'))).rejects.toMatchObject({
      message: expect.stringContaining('files of several formats'),
    });
    expect(await readCorpus(join(folder, 'parts'), { format: 'tsv' })).toEqual([['1', 'x']]);
    const zip = join(folder, 'parts.zip');
    await writeFile(zip, deflatedZip([{ name: 'parts/a.csv', contents: 'id,text\n1,"a ""b"""\n' }]));
    expect(await readCorpus(zip)).toEqual([['1', 'a "b"']]);
  });

  it.each([
    ['id,text\n1,"a\r\nb"\n2\n', ':4: no column text: 1 column, not 2'],
    ['id,text\n1,"a\n\n2,b\n', ':4: a quote that is opened here or before is not closed'],
    ['id,text\n1,"a"b\n', ':2: a quote ends before the end of its cell'],
    ['id,text\n1,a"b\n', ':2: a quote within a cell that does not begin with one'],
    ['id,title\n1,a\n', ':1: no column text (columns: id, title)'],
    [Buffer.from('id,text\n1,"\n"\n2,caf\xe9\n', 'latin1'), ':4: not UTF-8'],
  ])('is refused with file and line: %j', async (contents, message) => {
    await expect(readCorpusOf('c.csv', contents)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(`c.csv${message}`),
    });
  });

  it.each([
    [{ format: 'tsv', separator: ';' }, 'a separator is for csv'],
    [{ separator: ';;' }, 'a separator is one character'],
    [{ separator: '"' }, 'a separator is one character'],
    [{ format: 'jsonl', columns: ['id'] }, 'columns are named for tsv and csv'],
    [{ format: 'xml' }, 'no format xml; available: jsonl, tsv, csv, parquet, TrecCollection'],
  ])('is not read with %j', async (options, message) => {
    await expect(readCorpusOf('c.csv', 'id,text\n1,a\n', options as ReadOptions)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });
});

it('has the same hash as the same rows in another file, and another hash with other names', async () => {
  const folder = await tempFolder();
  const write = async (name: string, text: string | Buffer) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const plain = await surveyCorpus(await write('a.tsv', '1\tred\n2\tgreen\n'), {});
  expect(await surveyCorpus(await write('b.csv', 'id,text\n1,"red"\n2,green'), {})).toEqual(plain);
  const other = await surveyCorpus(await write('c.csv', 'docid,text\n1,"red"\n2,green'), {});
  expect(other.sha256).not.toBe(plain.sha256);
});
