import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { type MadeVector, writeVectors } from '../support/collections.ts';
import { writeJsonl } from '../support/corpus.ts';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

const folder = suiteFolder();
const impacts = () => join(folder(), 'impacts');
const words = () => join(folder(), 'words');

const documents: MadeVector[] = [
  {
    id: 'one',
    vector: [
      ['heart', 9],
      ['##s', 2],
      ['日本', 4],
      ['all', 1],
    ],
  },
  {
    id: 'two',
    vector: [
      ['heart', 3],
      ['lung', 8],
      ['all', 1],
    ],
  },
  {
    id: 'three',
    vector: [
      ['lung', 1],
      ['all', 1],
    ],
  },
];

beforeAll(async () => {
  const vectors = await writeVectors(join(folder(), 'vectors.jsonl'), documents);
  await new LuceneIndexer(impacts(), { storeContents: true }).index(vectors);
  const texts = [
    { id: 'one', contents: 'The heart pumps blood through the body.' },
    { id: 'two', contents: 'Lungs take in air.' },
  ];
  const corpus = await writeJsonl(join(folder(), 'corpus.jsonl'), texts);
  await new LuceneIndexer(words(), { collection: 'JsonCollection' }).index(corpus);
});

/** What a command prints. */
async function printed(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await tserini(args);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return stdout;
}

/** The one line that a command that fails says. */
async function refused(...args: string[]): Promise<{ exitCode: number | undefined; line: string }> {
  const { exitCode, stdout, stderr } = await tserini(args);
  expect(stdout).toBe('');
  expect(stderr.split('\n').length).toBe(1);
  return { exitCode, line: stderr };
}

describe('inspect', () => {
  it('prints the statistics of an index', async () => {
    const text = await printed('inspect', '--index', impacts());
    const total = documents.flatMap(({ vector }) => vector).reduce((sum, [, weight]) => sum + weight, 0);
    expect(text).toMatch(/^documents +3$/m);
    expect(text).toMatch(/^unique terms +5$/m);
    expect(text).toMatch(new RegExp(`^total terms \\(sum of weights\\) +${total}$`, 'm'));
    expect(JSON.parse(await printed('inspect', '--index', words(), '--json'))).toMatchObject({
      documents: 2,
      impacts: false,
    });
  });

  it("prints a document's heaviest terms as bars, and its text", async () => {
    const text = await printed('inspect', '--index', impacts(), '--docid', 'one', '--top', '3');
    const lines = text.split('\n');
    expect(lines).toContain('text of one');
    const terms = lines.filter((line) => line.includes('█'));
    expect(terms.map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      ['heart', '9'],
      ['日本', '4'],
      ['##s', '2'],
    ]);
    const lengths = terms.map((line) => line.split('█').length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    expect(text).toContain('… and 1 more terms');
    const json = JSON.parse(await printed('inspect', '--index', impacts(), '--docid', 'one', '--json'));
    expect(new Map(json.vector)).toEqual(new Map(documents[0]!.vector));
  });

  it('prints the postings of a term', async () => {
    const text = await printed('inspect', '--index', impacts(), '--term', 'heart');
    expect(text).toMatch(/^heart: df 2, cf 12$/m);
    expect(text).toMatch(/^one +9 .*\ntwo +3 /m);
    const json = JSON.parse(await printed('inspect', '--index', impacts(), '--term', 'lung', '--json'));
    expect(json.postings.map(({ docid, tf }: { docid: string; tf: number }) => [docid, tf])).toEqual([
      ['two', 8],
      ['three', 1],
    ]);
  });

  it('checks the files of an index', async () => {
    expect(await printed('inspect', '--index', impacts(), '--validate')).toMatch(/^sound: 3 documents/);
  });

  it('refuses a missing document or term, and two views at once', async () => {
    const index = ['inspect', '--index', impacts()];
    expect(await refused(...index, '--docid', 'four')).toMatchObject({
      exitCode: 1,
      line: expect.stringContaining('no document four'),
    });
    expect(await refused(...index, '--term', 'four')).toMatchObject({ exitCode: 1 });
    expect(await refused(...index, '--term', 'heart', '--docid', 'one')).toMatchObject({ exitCode: 2 });
    expect(await refused('inspect', '--index', folder())).toMatchObject({ exitCode: 1 });
  });
});

describe('explain', () => {
  const query = ['--pretokenized', '--query', 'heart heart all lung nowhere'];

  it('prints a table of what each term adds', async () => {
    const text = await printed('explain', '--index', impacts(), ...query, '--docid', 'two');
    expect(text).toMatch(/^two: rank 2, score 14$/m);
    expect(text).toMatch(/^lung +1 +8 +8 +57\.1 % +2$/m);
    expect(text).toMatch(/^heart +2 +3 +6 +42\.9 % +2$/m);
    expect(text).toMatch(/^sum +14$/m);
    expect(text).toMatch(/^all +1 +3 +in every document/m);
    expect(text).toMatch(/^nowhere +1 +0 +not in the index$/m);
  });

  it('prints JSON', async () => {
    const json = JSON.parse(
      await printed('explain', '--index', impacts(), ...query, '--docid', 'one', '--json'),
    );
    expect(json).toMatchObject({ docid: 'one', rank: 1, score: 18 });
  });

  it('explains BM25 on a text index', async () => {
    const text = await printed('explain', '--index', words(), '--query', 'the hearts', '--docid', 'one');
    expect(text).toMatch(/^one: rank 1, score 0\.\d{4}$/m);
    expect(text).toMatch(/^heart +1 +0\.\d{4} +0\.\d{4} +100\.0 % +1$/m);
    const unstemmed = ['--query', 'the hearts', '--docid', 'one', '--stemmer', 'none'];
    const { stdout, stderr } = await tserini(['explain', '--index', words(), ...unstemmed]);
    expect(stdout).toMatch(/^hearts +1 +0 +not in the index$/m);
    expect(stderr).toMatch(
      /^warning: the index was analyzed with .* stemmer porter, .* with .* stemmer none/,
    );
  });

  it('reports that a document is no hit', async () => {
    const text = await printed(
      'explain',
      '--index',
      impacts(),
      '--pretokenized',
      '--query',
      '##s',
      '--docid',
      'two',
    );
    expect(text).toMatch(/^two: no hit, score 0$/m);
    expect(text).toMatch(/^##s +1 +1 +not in this document$/m);
  });

  it('refuses a text query without an encoder, and a missing document', async () => {
    expect(
      await refused('explain', '--index', impacts(), '--query', 'heart', '--docid', 'one'),
    ).toMatchObject({ exitCode: 2, line: expect.stringContaining('--encoder') });
    expect(await refused('explain', '--index', impacts(), ...query, '--docid', 'four')).toMatchObject({
      exitCode: 1,
    });
  });
});

describe('dump-vectors', () => {
  it('writes the vectors of the collection', async () => {
    const output = join(folder(), 'new', 'vectors.jsonl');
    const { exitCode, stderr } = await tserini(['dump-vectors', '--index', impacts(), '--output', output]);
    expect([exitCode, stderr]).toEqual([0, `3 vectors written to ${output}`]);
    const byId = (path: string) => new Map(readVectors(path).map(({ id, vector }) => [id, vector]));
    expect(byId(output)).toEqual(byId(join(folder(), 'vectors.jsonl')));
    expect(await readFile(output, 'utf8')).toContain('"contents": "text of one", "vector": {"##s": 2, ');
  });

  it('writes other formats, and leaves nothing beside them', async () => {
    const output = join(folder(), 'dumped', 'vectors.npz');
    const { exitCode, stderr } = await tserini(['dump-vectors', '--index', impacts(), '--output', output]);
    const beside = ['docids', 'vocabulary'].map((name) => join(folder(), 'dumped', `vectors.${name}.txt`));
    expect([exitCode, stderr]).toEqual([0, `3 vectors written to ${[output, ...beside].join(', ')}`]);
    expect((await readdir(join(folder(), 'dumped'))).sort()).toEqual(
      ['vectors.docids.txt', 'vectors.npz', 'vectors.vocabulary.txt'].sort(),
    );
    const back = join(folder(), 'dumped', 'back.jsonl');
    const convert = ['vectors.convert', '--input', output, '--output', back];
    expect(await refused(...convert)).toMatchObject({
      exitCode: 2,
      line: expect.stringContaining('need a vocabulary'),
    });
    const names = ['--docids', beside[0]!, '--vocabulary', beside[1]!];
    expect((await tserini([...convert, ...names])).stderr).toBe(`3 vectors written to ${back}`);
    const byId = (path: string) => new Map(readVectors(path).map(({ id, vector }) => [id, vector]));
    expect(byId(back)).toEqual(byId(join(folder(), 'vectors.jsonl')));
  });

  it('refuses an ending that says no format', async () => {
    const output = join(folder(), 'vectors.csv');
    expect(await refused('dump-vectors', '--index', impacts(), '--output', output)).toMatchObject({
      exitCode: 2,
      line: expect.stringContaining('.npz (ciff.export writes CIFF)'),
    });
  });

  it('refuses a folder as the output', async () => {
    expect(await refused('dump-vectors', '--index', impacts(), '--output', folder())).toMatchObject({
      exitCode: 2,
    });
  });
});
