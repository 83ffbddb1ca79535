import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTopics } from '#tserini/topics/read-topics.js';
import { byCodePoint } from '#tserini/topics/topic.js';
import { tempFolder } from '../support/temp.ts';

async function file(name: string, contents: string | Buffer): Promise<string> {
  const path = join(await tempFolder(), name);
  await writeFile(path, contents);
  return path;
}

it('sorts whole numbers as numbers and anything else by code point', async () => {
  const ids = async (contents: string) =>
    (await readTopics(await file('t.tsv', contents))).map(({ id }) => id);
  expect(await ids('10\ta\n9\tb\n-1\tc\n')).toEqual(['-1', '9', '10']);
  expect(await ids('10\ta\n9\tb\nPLAIN-1\tc\n')).toEqual(['10', '9', 'PLAIN-1']);
  expect(await ids('\u{1f600}\ta\n\uffee\tb\n')).toEqual(['\uffee', '\u{1f600}']);
});

it('orders strings as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

it('reads JSONL by the names of Anserini and of BEIR, and gzipped files', async () => {
  const topics = [{ id: 'q1', text: 'one' }];
  expect(await readTopics(await file('t.jsonl', '{"id": "q1", "title": "one"}\n'))).toEqual(topics);
  expect(await readTopics(await file('t.jsonl', '{"_id": "q1", "text": "one", "metadata": {}}\n'))).toEqual(
    topics,
  );
  expect(await readTopics(await file('t.tsv.gz', gzipSync('q1\tone\n')))).toEqual(topics);
});

it.each([
  ['t.tsv', '1\tone\n2 two\n', 't.tsv:2: expected id<TAB>text, found no tab'],
  ['t.tsv', '1\tone\n\n1\tuno\n', 't.tsv:3: topic 1 was there before, on line 1'],
  ['t.tsv', '\tone\n', 't.tsv:1: the id is empty'],
  ['t.tsv', '\n', 'no topics in'],
  ['t.jsonl', '{"id": 1, "title": "one"}\n{"id"\n', 't.jsonl:2: not valid JSON'],
  ['t.jsonl', '{"title": "one"}\n', 't.jsonl:1: no id'],
  ['t.jsonl', '{"id": "1"}\n', 't.jsonl:1: no text'],
  ['t.jsonl', '[1]\n', 't.jsonl:1: no id'],
  ['t.tsv.gz', 'not gzip', 'damaged gzip file'],
  ['t.xml', '<top>', 'cannot tell the format'],
])('refuses %s with %j', async (name, contents, message) => {
  await expect(readTopics(await file(name, contents))).rejects.toThrow(message);
});

it('says which file is not there', async () => {
  await expect(readTopics('/no/such/topics.tsv')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'topics not found: /no/such/topics.tsv',
  });
});
