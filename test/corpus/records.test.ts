import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldOptions } from '#tserini/corpus/record.js';
import { readRecords } from '#tserini/corpus/records.js';
import { surveyCorpus } from '#tserini/corpus/survey.js';
import { makeDocuments, writeJsonl } from '../support/corpus.ts';
import { tempFolder } from '../support/temp.ts';

const titleText: FieldOptions = { fields: ['title', 'text'] };

async function readAll(path: string, options: FieldOptions & { skip?: number; take?: number } = titleText) {
  const records = [];
  for await (const { id, fields } of readRecords(path, options)) records.push([id, ...fields.values()]);
  return records;
}

async function readOne(line: string, options: FieldOptions = titleText) {
  const path = join(await tempFolder(), 'one.jsonl');
  await writeFile(path, line);
  return (await readAll(path, options))[0];
}

describe('readRecords', () => {
  it('reads the same records from a file, a gzipped one and a folder of parts', async () => {
    const folder = await tempFolder();
    const documents = makeDocuments(30, 20, 1);
    const lines = documents.map((document) => JSON.stringify(document));
    const expected = documents.map(({ id, title, text }) => [id, title, text]);
    const plain = await writeJsonl(join(folder, 'corpus.jsonl'), documents);
    const zipped = join(folder, 'zipped.jsonl.gz');
    await writeFile(zipped, gzipSync(lines.join('\n')));
    const parts = join(folder, 'parts');
    await mkdir(parts);
    await writeFile(join(parts, 'a.jsonl'), `${lines.slice(0, 11).join('\r\n')}\n\n`);
    await writeFile(join(parts, 'b.json.gz'), gzipSync(lines.slice(11).join('\n')));
    await writeFile(join(parts, 'README.md'), 'not a part');
    for (const path of [plain, zipped, parts]) expect(await readAll(path)).toEqual(expected);
    expect(await surveyCorpus(zipped, titleText)).toEqual(await surveyCorpus(plain, titleText));
  });

  it('reads the corpus of a BEIR folder and not its queries', async () => {
    const folder = await tempFolder();
    const documents = makeDocuments(3, 5, 2);
    await writeJsonl(join(folder, 'corpus.jsonl'), documents);
    await writeJsonl(join(folder, 'queries.jsonl'), makeDocuments(2, 5, 3));
    expect(await readAll(folder)).toHaveLength(documents.length);
  });

  it('reads any range of the records', async () => {
    const path = await writeJsonl(join(await tempFolder(), 'c.jsonl'), makeDocuments(12, 5, 4));
    const all = await readAll(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(14), fc.nat(14), async (skip, take) => {
        expect(await readAll(path, { ...titleText, skip, take })).toEqual(all.slice(skip, skip + take));
      }),
      { numRuns: 40 },
    );
  });

  it('takes the id from id, _id or docid in that order, or from the given field', async () => {
    const record = { docid: 'c', _id: 'b', id: 'a', key: 7, text: '', title: '' };
    expect(await readOne(JSON.stringify(record))).toEqual(['a', '', '']);
    expect(await readOne(JSON.stringify({ ...record, id: undefined }))).toEqual(['b', '', '']);
    expect(await readOne(JSON.stringify({ docid: 'c', text: '', title: '' }))).toEqual(['c', '', '']);
    expect(await readOne(JSON.stringify(record), { ...titleText, docidField: 'key' })).toEqual(['7', '', '']);
  });

  it('strips fields as Python does, and reads null as empty', async () => {
    const record = { id: 'a', title: '\u001c\u0085\u00a0 T \t\n', text: null };
    expect(await readOne(JSON.stringify(record))).toEqual(['a', 'T', '']);
    expect(await readOne(JSON.stringify({ ...record, title: '\ufeffT' }))).toEqual(['a', '\ufeffT', '']);
  });

  it('splits contents at the delimiter if a field is missing', async () => {
    const contents = (text: string, delimiter?: string) =>
      readOne(JSON.stringify({ id: 'a', contents: text, title: 'unused' }), {
        ...titleText,
        ...(delimiter ? { delimiter } : {}),
      });
    expect(await contents('T\n body ')).toEqual(['a', 'T', 'body']);
    expect(await contents('T\nbody\n')).toEqual(['a', 'T', 'body']);
    expect(await contents('T\n')).toEqual(['a', 'T', '']);
    expect(await contents('T||body', '||')).toEqual(['a', 'T', 'body']);
    await expect(contents('only one')).rejects.toThrow(/one\.jsonl:1: contents has 1 parts .* expected 2/);
  });

  const bad: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['no JSON', '{"id": "a", "text": ""}\n{"id":', /bad\.jsonl:2: not JSON/],
    ['no object', '[1]', /bad\.jsonl:1: not a JSON object/],
    ['no id', '\n\n{"text": "x"}', /bad\.jsonl:3: no id \(looked for id, _id, docid\)/],
    ['an id that is no number', '{"id": NaN, "text": ""}', /bad\.jsonl:1: the id in id is neither/],
    ['an id of another kind', '{"id": true, "text": ""}', /bad\.jsonl:1: the id in id is neither/],
    ['an empty id', '{"_id": "", "text": "x"}', /bad\.jsonl:1: the id in _id is empty/],
    ['no field', '{"id": "a", "body": "x"}', /bad\.jsonl:1: no field text and no contents/],
    ['a field that is no string', '{"id": "a", "text": 3}', /bad\.jsonl:1: field text is not a string/],
    ['UTF-16', Buffer.from('{"id": "a", "text": "x"}', 'utf16le'), /bad\.jsonl:1: not UTF-8 \(a zero byte/],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /bad\.jsonl:1: not UTF-8/],
  ];
  it.each(bad)('refuses %s, with file and line', async (_, bytes, message) => {
    const path = join(await tempFolder(), 'bad.jsonl');
    await writeFile(path, bytes);
    await expect(readAll(path, {})).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a line without end, and names its file', async () => {
    const path = join(await tempFolder(), 'c.jsonl.gz');
    await writeFile(path, Buffer.concat(Array(257).fill(gzipSync(Buffer.alloc(1 << 20, ' ')))));
    await expect(readAll(path)).rejects.toThrow(
      `a line is longer than 268435456 bytes: is this a text file? (${path})`,
    );
  });

  it('refuses a gzip file that was cut short, and a path without a file', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'c.jsonl.gz');
    const whole = gzipSync(
      makeDocuments(50, 50, 5)
        .map((d) => JSON.stringify(d))
        .join('\n'),
    );
    await writeFile(path, whole.subarray(0, whole.length / 2));
    await expect(readAll(path)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(path),
    });
    await expect(readAll(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await mkdir(join(folder, 'empty'));
    await expect(readAll(join(folder, 'empty'))).rejects.toMatchObject({ code: 'INPUT' });
  });
});
