import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat, formatOfReader, type TopicFormat, topicFormats } from '#tserini/topics/formats.js';
import { type ReadTopicsOptions, readTopics } from '#tserini/topics/read-topics.js';
import { keepsOrder } from '#tserini/topics/topic.js';
import { suiteFolder } from '../support/temp.ts';
import { formatSamples } from '../support/topic-samples.ts';

const folder = suiteFolder();

async function read(name: string, contents: string | Buffer, options: ReadTopicsOptions = {}) {
  const path = join(folder(), name);
  await writeFile(path, contents);
  return (await readTopics(path, options)).map(({ id, text }) => [id, text]);
}

it('has a sample of each format', () => {
  expect(formatSamples.map(({ format }) => format).sort()).toEqual(Object.keys(topicFormats).sort());
});

describe.each(formatSamples)('the format $format', ({ format, name, text, topics }) => {
  it('is read by its name', async () => {
    expect(await read(name, text, { format })).toEqual(topics);
    expect(await read(`${name}.gz`, gzipSync(text), { format })).toEqual(topics);
  });

  it('refuses what is another format by file and line, or by its first line', async () => {
    for (const other of formatSamples) {
      const found = await read(other.name, other.text, { format }).catch((error) => {
        expect(error).toMatchObject({ code: 'INPUT' });
        expect(error.message).toMatch(/:\d+: |no topics of the format \w+ in .*its first line is/);
      });
      // Formats of a family may read each other's files.
      if (found) expect(found.length).toBeGreaterThan(0);
    }
  });
});

it.each(formatSamples.filter(({ isDetected = true }) => isDetected))(
  'detects the format $format',
  async ({ format, name, text, topics }) => {
    expect(detectFormat(name, text)).toBe(format);
    expect(await read(name, text)).toEqual(topics);
  },
);

const trec = (title: string) => `<top>\n<num> Number: 7\n${title}\n<desc> d\n<narr> n\n</top>\n`;

// What one would not guess of them.
it.each<[TopicFormat, string, [string, string][]]>([
  ['Trec', trec('<title> Topic:  Airbus   Subsidies'), [['7', 'Airbus Subsidies']]],
  ['Trec', trec('<title> COVID: its\n origin </title>'), [['7', 'its origin']]],
  ['trec', trec('<title> COVID: its\n origin </title>'), [['7', 'COVID: its origin']]],
  ['trec', `<topics>\n${trec('<title>a')}</topics>\n`, [['7', 'a']]],
  [
    'trec',
    "<top lang='hi'>\n<num>1</num>\n<title>a</title>\n<desc>b</desc>\n<narr>c</narr>\n\n" +
      '<top>\n<num>2</num>\n<title>b</title>\n<desc>b</desc>\n<narr>c</narr>\n</top>\n',
    [
      ['1', 'a'],
      ['2', 'b'],
    ],
  ],
  [
    'Web',
    '7:a:b\n 10: c \n',
    [
      ['7', 'a'],
      ['10', ' c'],
    ],
  ],
  ['PrioritizedWeb', '20001:1:a:b\n', [['20001', 'b']]],
  ['Car', 'enwiki:A%20b/C+d\nenwiki:A%20b/C+d\n', [['enwiki:A%20b/C+d', 'A b/C d']]],
  [
    'DprNq',
    '"who ""it"" is"\t"[""x\ny""]"\nb c\t[\'d\']\n',
    [
      ['0', 'who "it" is'],
      ['1', 'b c'],
    ],
  ],
  ['Ntcir', '<query>\n<qid>0002</qid>\n<content> a  b </content>\n</query>\n', [['2', 'a  b']]],
  [
    'Microblog',
    '<top>\n<num> Number: MB051 </num>\n<query> a  b </query>\n<querytime> t </querytime>\n</top>\n',
    [['51', 'a  b']],
  ],
  [
    'BackgroundLinking',
    '<top>\n<num> Number: 3 </num>\n<docid>x</docid>\n<url>u<url>\n</top>\n',
    [['3', 'x']],
  ],
  ['Cacm', '<DOC>\r\n<DOCNO> 2 </DOCNO>\r\n\r\n a\r\nb\r\n</DOC>\r\n', [['2', '\n a\nb\n']]],
  [
    'Covid',
    '<topic number="01"><query>a &amp; b &#x41;&#66; &unknown;</query></topic>',
    [['1', 'a & b AB &unknown;']],
  ],
  [
    'Covid',
    '<topic number="1">\n<!-- <query>old</query> -->\n<query><![CDATA[a < b]]></query></topic>',
    [['1', 'a < b']],
  ],
  ['Webxml', '<topic number="7">\n  <query>a &amp; b</query>\n</topic>', [['7', 'a &amp; b']]],
  [
    'trecxml',
    '<topic><number> q1 </number><narrative>c</narrative><query>a</query></topic>',
    [['q1', 'a c']],
  ],
  [
    'singleline',
    '# comment\nq1 what is: it\n2:a  b\n',
    [
      ['2', 'a  b'],
      ['q1', 'what is: it'],
    ],
  ],
  [
    'json',
    '{"10": {"title": "a"}, "9": {"title": "b"}}',
    [
      ['10', 'a'],
      ['9', 'b'],
    ],
  ],
  [
    'json',
    '[{"qid": 10, "query": " a "},\n{"qid": 9, "query": "b"}]',
    [
      ['10', ' a '],
      ['9', 'b'],
    ],
  ],
  ['jsonl', '{"id": 1, "vector": {"b": 2, "7": 1, "c": 0}}', [['1', '7 b b']]],
  ['JsonString', '{"qid": "a", "title": " x\\ny "}', [['a', ' x\ny ']]],
  [
    'mbeir',
    '{"qid": "9:1", "query_txt": "b"}\n{"qid": "1:2", "query_txt": "a"}',
    [
      ['9:1', 'b'],
      ['1:2', 'a'],
    ],
  ],
])('%s: %j', async (format, contents, topics) => {
  expect(await read('topics', contents, { format })).toEqual(topics);
});

it.each<[TopicFormat, string, string]>([
  ['TsvInt', '1\ta\n\nx\tb\n', 'topics:3: the id x is not a whole number'],
  ['Web', '1:a\n2\n', 'topics:2: expected number:text'],
  ['PrioritizedWeb', '1:1:a\n2:a\n', 'topics:2: expected number:priority:text'],
  ['Car', 'A%20b\n100%\n', 'topics:2: expected a title of Wikipedia'],
  ['DprNq', 'a\tb\n"c\td\n', 'topics:2: text behind a quoted column, or a quote that is not closed'],
  ['DprNq', 'a\tb\nc\n', 'topics:2: expected question<TAB>answers'],
  ['singleline', 'a b\nc\n', 'topics:2: expected an id, a blank or a colon'],
  ['json', '{"1": {"title": "a"},\n"2": "b"}', 'topics:2: expected an object for each topic'],
  ['json', '{"1": {"title": "a"},\n"1": {"title": "b"}}', 'topics:2: topic 1 is already on line 1'],
  ['json', '[{"id": 1, "title": "a"},\n2]', 'topics:2: expected an object for each topic'],
  ['json', '{"1": {"title": "a"},\n"2": {"title": }}', 'topics:2: not valid JSON'],
  ['EpidemicQA', '[\n{"question_id": "CQ", "query": "a"}]', 'topics:2: no question_id with a number'],
  ['jsonl', '{"id": 1, "vector": [0.5]}', 'topics:1: a dense vector; this program searches with text and'],
  ['jsonl', '{"id": 1, "vector": {"a": 0.5}}', 'topics:1: weights that are not whole numbers'],
  [
    'jsonl',
    '{"id": 1, "vector": {"a": 1e9}}',
    'topics:1: weights that are not whole numbers, or are more than',
  ],
  ['Ntcir', '<query>\n<content>a</content>\n</query>', 'topics:1: a <query> without <qid>'],
  ['Covid', '<topics>\n<topic>\n<query>a</query></topic></topics>', 'topics:2: a <topic> without number="…"'],
  [
    'Covid',
    '<topic number="1">\n<query>a</query></topic>\n<topic number="2"',
    'topics:3: a <topic> without </topic>',
  ],
  ['Covid', '\n<topic number="1"><question>a</question></topic>', 'topics:2: no text (looked for query)'],
  ['trecxml', '<topic number="1"></topic>', 'topics:1: no text (looked for text)'],
  ['Cacm', '\n<DOC>\n<DOCNO> x </DOCNO>\n</DOC>', 'topics:2: a <DOC> without a whole number in <DOCNO>'],
  ['kilt', '{"id": 1, "title": "a"}', 'topics:1: no text (looked for input)'],
])('refuses in %s: %j', async (format, contents, message) => {
  await expect(read('topics', contents, { format })).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining(message),
  });
});

it('takes the fields that are named, and names those that there are', async () => {
  const covid =
    '<topic number="1"><query>a</query><question>b</question></topic>\n<topic number="2"><query>c</query></topic>';
  expect(await read('t.xml', covid.split('\n')[0]!, { fields: ['question', 'query'] })).toEqual([
    ['1', 'b a'],
  ]);
  await expect(read('t.xml', covid, { fields: ['question'] })).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining('t.xml:2: topic 2 has no question'),
  });
  await expect(read('t.xml', covid, { fields: ['title'] })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/\(Covid\) has the field title; fields: query, question$/),
  });
});

it('finds the format of a reader by the name of its class', () => {
  expect(formatOfReader('io.anserini.search.topicreader.TsvIntTopicReader')).toBe('TsvInt');
  expect(formatOfReader('Kilt')).toBe('kilt');
  expect(formatOfReader('JsonIntVectorTopicReader')).toBe('jsonl');
  expect(formatOfReader('constructor')).toBeUndefined();
});

it('keeps the order of the file for four names, however they are written, and on request', async () => {
  expect(await read('msmarco_passage-dev_subset.tsv', '2\tb\n1\ta\n')).toEqual([
    ['2', 'b'],
    ['1', 'a'],
  ]);
  expect(await read('t.tsv', '2\tb\n1\ta\n', { ordered: true })).toEqual([
    ['2', 'b'],
    ['1', 'a'],
  ]);
  expect(['msmarco-doc-dev', 'a/b/msmarco-doc-test.txt'].every(keepsOrder)).toBe(true);
  expect(['msmarco-v1-doc.dev', 'msmarco-doc-dev.tsv.gz', 'msmarco-doc'].some(keepsOrder)).toBe(false);
});

it('takes bytes that are not UTF-8 only on request', async () => {
  const latin = Buffer.from('1:caf\xe9\n', 'latin1');
  await expect(read('t', latin)).rejects.toThrow(/t:1: not UTF-8/);
  expect(await read('t', latin, { replacesInvalid: true })).toEqual([['1', 'caf\ufffd']]);
});

const word = fc.string({
  unit: fc.constantFrom('a', 'é', '日', '𝒜', "'", '&', ';', '#'),
  minLength: 1,
  maxLength: 6,
});
const texts = fc.array(
  fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  {
    minLength: 1,
    maxLength: 8,
  },
);
const escaped = (text: string) => text.replaceAll('&', '&amp;');

// Written in each format, the same topics are read.
it.each<[TopicFormat, (text: string, id: number) => string]>([
  ['TsvInt', (text, id) => `${id}\t${text}\n`],
  ['Web', (text, id) => `${id}:${text}\n`],
  ['PrioritizedWeb', (text, id) => `${id}:1:${text}\n`],
  ['singleline', (text, id) => `${id} ${text}\n`],
  ['JsonString', (text, id) => `${JSON.stringify({ id: String(id), title: text })}\n`],
  ['kilt', (text, id) => `${JSON.stringify({ id, input: text })}\n`],
  ['trec', (text, id) => `<top>\n<num> Number: ${id}\n<title> ${text}\n</top>\n`],
  ['Trec', (text, id) => `<top>\n<num> Number: ${id}\n<title> ${text}\n<desc>\n</top>\n`],
  ['Microblog', (text, id) => `<top>\n<num> Number: MB00${id} </num>\n<title> ${text} </title>\n</top>\n`],
  ['Ntcir', (text, id) => `<query>\n<qid>000${id}</qid>\n<content>${text}</content>\n</query>\n`],
  ['Webxml', (text, id) => `<topic number="${id}" type="faceted">\n<query>${text}</query>\n</topic>\n`],
  ['Covid', (text, id) => `<topic number="${id}">\n<query>${escaped(text)}</query>\n</topic>\n`],
  ['Covid', (text, id) => `<topic number="${id}">\n<query><![CDATA[${text}]]></query>\n</topic>\n`],
  ['trecxml', (text, id) => `<topic number="${id}">\n<query>${escaped(text)}</query>\n</topic>\n`],
])('reads what is written in the format %s', async (format, write) => {
  await fc.assert(
    fc.asyncProperty(texts, async (all) => {
      const contents = all.map((text, i) => write(text, i + 1)).join('');
      expect(await read('topics', contents, { format })).toEqual(all.map((text, i) => [String(i + 1), text]));
    }),
    { numRuns: 30 },
  );
});

it('takes the text of a JSON topic beside a vector that is not searched', async () => {
  const path = join(folder(), 'topics.jsonl');
  for (const vector of ['{"heart": 0.5}', '[0.1, 0.2]', '{"heart": 2}']) {
    await writeFile(path, `{"id": "1", "contents": "the heart", "vector": ${vector}}\n`);
    expect(await readTopics(path)).toMatchObject([{ id: '1', text: 'the heart' }]);
  }
});
