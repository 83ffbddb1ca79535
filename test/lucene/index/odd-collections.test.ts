import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type IndexerOptions, LuceneIndexer, LuceneIndexReader } from 'tserini';
import { describe, expect, it } from 'vitest';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
let files = 0;

async function file(contents: string | Buffer, name = 'docs.jsonl'): Promise<string> {
  const path = join(folder(), `${files++}`);
  await mkdir(path);
  await writeFile(join(path, name), contents);
  return join(path, name);
}

async function indexed(path: string, options: IndexerOptions = {}) {
  const index = join(folder(), `index${files++}`);
  const summary = await new LuceneIndexer(index, {
    collection: 'JsonCollection',
    threads: 1,
    ...options,
  }).index(path);
  await using reader = await LuceneIndexReader.open(index);
  const docids = [];
  for (let i = 0; i < summary.indexed; i++) {
    docids.push(await reader.convertInternalDocidToCollectionDocid(i));
  }
  return { ...summary, docids };
}

const line = (id: string, contents = 'red') => `{"id": ${id}, "contents": "${contents}"}\n`;
const two = line('"a"') + line('"b"');

describe.each([
  ['a byte order mark', `\ufeff${two}`],
  ['gzip without the ending of its name', gzipSync(`\ufeff${two}`)],
  ['returns without newlines', two.replaceAll('\n', '\r')],
] as const)('%s', (_, contents) => {
  it.each(['docs.jsonl', 'docs.json'])('changes nothing in %s', async (name) => {
    for (const storeRaw of [false, true]) {
      expect((await indexed(await file(contents, name), { storeRaw })).docids).toEqual(['a', 'b']);
    }
  });
});

describe.each([
  ['UTF-16', Buffer.from(`\ufeff${two}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(two, 'utf16le')],
  ['UTF-32', Buffer.from(Uint32Array.from(two, (char) => char.charCodeAt(0)).buffer)],
  ['Latin-1', Buffer.from(line('"é"'), 'latin1')],
])('%s', (_, contents) => {
  it.each(['docs.jsonl', 'docs.json'])('is refused with file and line: %s', async (name) => {
    const path = await file(contents, name);
    for (const storeRaw of [false, true]) {
      await expect(indexed(path, { storeRaw })).rejects.toMatchObject({
        code: 'INPUT',
        message: expect.stringContaining(`${path}:1: not UTF-8`),
      });
    }
  });
});

it('names the line that is not UTF-8, also far into the file', async () => {
  const many = line('1', 'é'.repeat(1000)).repeat(500);
  const path = await file(Buffer.concat([Buffer.from(many), Buffer.from([0xe9, 0x0a])]));
  await expect(indexed(path, { uniqueDocid: true })).rejects.toThrow(`${path}:501: not UTF-8`);
});

it('keeps numbers as ids as they are written, and refuses what is none', async () => {
  const numbers = ['858891879127167001', '7.50', '-0', '1e3'];
  expect((await indexed(await file(numbers.map((id) => line(id)).join('')))).docids).toEqual(numbers);
  const path = await file(line('NaN'));
  await expect(indexed(path)).rejects.toThrow(`${path}:1: the "id" is neither a string nor a number: NaN`);
});

it('counts ids with white space and tokens that are left out, with an example', async () => {
  const ids = ['"a"', '"doc one"', '"d\\n4"'];
  expect(await indexed(await file(ids.map((id) => line(id)).join('')))).toMatchObject({
    spacedIds: 2,
    spacedId: 'doc one',
    droppedTokens: 0,
  });
  const vectors = '{"id": "a", "vector": {"x": 0.5, "y": 0, " ": 3, "z": 2.5}}\n';
  expect(await indexed(await file(vectors), { collection: 'JsonVectorCollection' })).toMatchObject({
    spacedIds: 0,
    spacedId: undefined,
    // Not that of weight 0, which says that the token is not there.
    droppedTokens: 2,
    fractionalWeights: 2,
  });
});

it('skips hidden files and folders', async () => {
  const docs = await file(two);
  const collection = join(docs, '..');
  await writeFile(join(collection, '._docs.jsonl'), 'Mac OS X');
  await mkdir(join(collection, '.inner'));
  await writeFile(join(collection, '.inner', 'docs.jsonl'), line('"c"'));
  expect((await indexed(collection)).docids).toEqual(['a', 'b']);
});

it("says what takes BEIR's records", async () => {
  const hint = '--collection BeirFlatCollection';
  await expect(indexed(await file('{"_id": "a", "text": "x"}\n'))).rejects.toThrow(hint);
  await expect(indexed(await file('{"id": "a", "text": "x"}\n'))).rejects.toThrow(hint);
  await expect(indexed(await file('{"id": "a"}\n'))).rejects.not.toThrow(hint);
});
