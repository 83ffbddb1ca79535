import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { judgedTopics } from '#tserini/topics/judged-topics.js';
import { readTopics } from '#tserini/topics/read-topics.js';
import { tempFolder } from '../support/temp.ts';
import { deflatedZip } from '../support/zip-file.ts';

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
  ['t.tsv', '1\tone\n\n1\tuno\n', 't.tsv:3: topic 1 is already on line 1'],
  ['t.tsv', '\tone\n', 't.tsv:1: the id is empty'],
  ['t.tsv', '\n', 'no topics in'],
  ['t.jsonl', '{"id": 1, "title": "one"}\n{"id"\n', 't.jsonl:2: not valid JSON'],
  ['t.jsonl', '{"title": "one"}\n', 't.jsonl:1: no id'],
  ['t.jsonl', '{"id": "1"}\n', 't.jsonl:1: no text'],
  ['t.jsonl', '{"id": {"toString": 1}, "text": "x"}\n', 't.jsonl:1: the id is neither a string nor'],
  ['t.jsonl', '{"id": Infinity, "text": "x"}\n', 't.jsonl:1: the id is neither a string nor'],
  ['t.jsonl', '{"id": null, "text": "x"}\n', 't.jsonl:1: no id'],
  ['t.jsonl', '[1]\n', 't.jsonl:1: expected a JSON object'],
  ['t.tsv.gz', 'not gzip', 'the name ends in .gz, but the file is not compressed by gzip'],
  ['t.tsv.gz', '', 'the name ends in .gz, but the file is empty'],
  ['t.tsv.gz', gzipSync('1\tx').subarray(0, 12), 'damaged gzip file'],
  ['t.trec', '<top>\n<num> Number: 1\n', 't.trec:1: a <top> without </top>'],
  ['t.trec', '<top>\n<num> 1\n<title> a\n</top>\n<top>\n<num> 2\n', 't.trec:5: a <top> without </top>'],
  ['t.trec', '\n<top>\n<title> x\n</top>', 't.trec:2: a <top> without <num>'],
  ['t.trec', '<top>\n<num> Number: one\n<title> x\n</top>', 't.trec:1: no number in <num> one'],
  ['t.trec', '<top>\n<num> Number: 1\n<desc> x\n</top>', 't.trec:1: no text (looked for title)'],
  ['t.tsv', 'no tab here\n', 'cannot detect the format of the topics in'],
])('refuses %s with %j', async (name, contents, message) => {
  await expect(readTopics(await file(name, contents))).rejects.toThrow(message);
});

/** Two topics as TREC writes them (no closing tags), and two as FIRE does. */
const trec = `
<top>

<num> Number: 051
<title> Airbus: Subsidies

<desc> Description:
How have Airbus
subsidies been discussed?

<narr> Narrative:
A relevant document: cites them.
</top>
<top>
<num> Number: 301 <title> Organized Crime
<desc> Description: Identify organizations.
<narr> Narrative: Names.
</top>
`;
const fire = `<topics>
<top lang="en"><num>176</num><title>YSR Reddy death</title>
<desc>The accident.</desc>
<narr>
Documents about it.
</narr></top>
<top lang='bn'>
<num>AR26</num>
<title>দুর্ঘটনা</title>
<desc>d</desc>
<narr>n</narr>
</top>
</topics>`;

it('reads the topics of TREC and FIRE, by any part and under any name', async () => {
  expect(await readTopics(await file('topics.51.txt', trec))).toEqual([
    { id: '51', text: 'Airbus: Subsidies' },
    { id: '301', text: 'Organized Crime' },
  ]);
  expect(await readTopics(await file('fire.gz', gzipSync(fire)))).toEqual([
    { id: '26', text: 'দুর্ঘটনা' },
    { id: '176', text: 'YSR Reddy death' },
  ]);
  const fields = ['narr', 'title', 'desc'] as const;
  expect(await readTopics(await file('t.trec', trec), { fields })).toEqual([
    {
      id: '51',
      text: 'A relevant document: cites them. Airbus: Subsidies How have Airbus subsidies been discussed?',
    },
    { id: '301', text: 'Names. Organized Crime Identify organizations.' },
  ]);
  await expect(readTopics(await file('t.tsv', '1\tone\n'), { fields: ['desc'] })).rejects.toMatchObject({
    code: 'USAGE',
  });
});

it("reads KILT's topics on request, in the order of the file", async () => {
  const kilt =
    '{"id": "b", "input": "about [START_ENT] it [END_ENT]"}\n{"id": "a", "input": "x", "output": []}\n';
  expect(await readTopics(await file('kilt.jsonl', kilt), { format: 'kilt' })).toEqual([
    { id: 'b', text: 'about  it' },
    { id: 'a', text: 'x' },
  ]);
});

it('refuses a wrong format with the first line and the available formats', async () => {
  const message =
    /its first line is "<html>"; available formats: json .*, jsonl .*, kilt .*, tsv .*, trec .* BEIR, .*: EpidemicQA, /;
  await expect(readTopics(await file('page.html', '\n<html>\n<title>x</title>'))).rejects.toThrow(message);
  await expect(readTopics(await file('t.tsv', '1\tone\n'), { format: 'trec' })).rejects.toThrow(
    /no topics of the format trec in .*t\.tsv: its first line is "1\\tone"/,
  );
  await expect(readTopics(await file('t.bin', 'one line\n'))).rejects.toThrow(/cannot detect/);
});

it('reads the queries of a BEIR folder or zip archive in place', async () => {
  const queries = '{"_id": "q2", "text": "two"}\n{"_id": "q1", "text": "one"}\n';
  const topics = [
    { id: 'q1', text: 'one' },
    { id: 'q2', text: 'two' },
  ];
  const path = await file('queries.jsonl', queries);
  expect(await readTopics(dirname(path))).toEqual(topics);
  const archive = await file('set.zip', deflatedZip([{ name: 'set/queries.jsonl', contents: queries }]));
  expect(await readTopics(archive)).toEqual(topics);
  const other = await file('set.zip', deflatedZip([{ name: 'set/corpus.jsonl', contents: queries }]));
  await expect(readTopics(other)).rejects.toThrow(/no queries\.jsonl in .*set\.zip/);
});

// Found by reading: these took time by the square of their length, hours for a megabyte.
it.each(['<top>', '<top ', '<top><num ', '<num><', '<top><title>'])(
  'takes linear time for many of %j',
  async (tag) => {
    const contents = `<top>${tag.repeat(400_000)}</top>`;
    const started = performance.now();
    await expect(readTopics(await file('t.trec', contents))).rejects.toMatchObject({ code: 'INPUT' });
    expect(performance.now() - started).toBeLessThan(20_000);
  },
);

it('refuses a small file that decompresses to more than topics have', async () => {
  const packed = Buffer.concat(Array(257).fill(gzipSync(Buffer.alloc(1 << 20, '1\tx\n'))));
  await expect(readTopics(await file('t.tsv.gz', packed))).rejects.toThrow(
    /^more than 268435456 bytes: are these topics\? \(.*t\.tsv\.gz\)$/,
  );
});

it('names the file that does not exist', async () => {
  await expect(readTopics('/no/such/topics.tsv')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'topics not found: /no/such/topics.tsv',
  });
});

it('selects the judged topics, and names the first topic and judgment if none is judged', () => {
  const topics = ['a', 'b', 'c'].map((id) => ({ id, text: id }));
  const judged = (...ids: string[]) => new Map(ids.map((id) => [id, 1]));
  expect(judgedTopics(topics, judged('c', 'a', 'x')).map(({ id }) => id)).toEqual(['a', 'c']);
  expect(() => judgedTopics(topics, judged('1'))).toThrow(
    /none of the 3 .* begin with a, the judgments with 1/,
  );
});
