import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IndexCorpusOptions, indexCorpus, LuceneIndexer, LuceneSearcher } from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/index-lucene.js';
import { runCommand } from '../../support/run-command.ts';
import { suiteFolder } from '../../support/temp.ts';

/** More batches than wait for Java. */
const documents = 12_000;
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
let made = 0;

/** A folder with a corpus, and a place beside it for an index. */
async function corpus(name: string, contents: string): Promise<{ input: string; index: string; at: string }> {
  const at = path(`${made++}`);
  await mkdir(at);
  await writeFile(join(at, name), contents);
  return { at, input: join(at, name), index: join(at, 'index') };
}

const tsv = { collection: 'TsvCollection' } as const satisfies IndexCorpusOptions;

async function docids(index: string, query: string): Promise<string[]> {
  await using searcher = await LuceneSearcher.open(index);
  return (await searcher.search(query)).map(({ docid }) => docid);
}

describe('a corpus of many batches', () => {
  let many = '';
  beforeAll(() => {
    const words = Array.from({ length: 40 }, (_, i) => `w${i}`).join(' ');
    many = Array.from({ length: documents }, (_, i) => `d${i}\t${words} n${i}\n`).join('');
  });

  it('is indexed as it is read, with nothing written but the index', async () => {
    const { at, input, index } = await corpus('c.tsv', many);
    const seen = new Set<string>();
    const counts: number[] = [];
    const onProgress = (done: number) => {
      counts.push(done);
      for (const name of readdirSync(at)) seen.add(name);
    };
    const summary = await indexCorpus(input, index, { ...tsv, threads: 2 }, { onProgress });
    expect(summary).toMatchObject({ indexed: documents, empty: 0, skipped: 0 });
    expect([...seen].sort()).toEqual(['c.tsv', 'index']);
    expect(counts.at(-1)).toBe(documents);
    for (const i of [0, 5555, documents - 1]) expect(await docids(index, `n${i}`)).toEqual([`d${i}`]);
  });

  it.each([
    ['a record', `${'x'}\n`, {}, /c\.tsv:12001: no column text: 1 column, not 2$/],
    ['an id that came before', 'd7\tagain\n', {}, /^duplicate ids: d7 /],
  ])('with %s that is wrong at its end leaves the index as it was', async (_, last, options, message) => {
    const { at, input, index } = await corpus('c.tsv', many + last);
    await expect(indexCorpus(input, index, { ...tsv, ...options })).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
    expect(readdirSync(at)).toEqual(['c.tsv']);
  });

  it('ends where another writer has the index', async () => {
    const { input, index } = await corpus('c.tsv', many);
    await using writer = await LuceneIndexer.open(index, { collection: 'JsonCollection' });
    await writer.add({ id: 'd', contents: 'first' });
    await writer.commit();
    await expect(indexCorpus(input, index, tsv)).rejects.toMatchObject({ code: 'INDEX' });
    expect(await docids(index, 'first')).toEqual(['d']);
  });

  it('is stopped by a signal, at any moment', async () => {
    const { at, input, index } = await corpus('c.tsv', many);
    for (const milliseconds of [undefined, 0, 40, 150]) {
      const controller = new AbortController();
      if (milliseconds === undefined) controller.abort(new Error('enough'));
      else setTimeout(() => controller.abort(new Error('enough')), milliseconds);
      const result = await indexCorpus(input, index, tsv, { signal: controller.signal }).catch(
        (error) => error,
      );
      if (!(result instanceof Error)) expect(result.indexed).toBe(documents);
      else {
        expect(result).toMatchObject({ code: 'INTERRUPTED', cause: { message: 'enough' } });
        expect(result.message).toBe('indexing was stopped; the index is as it was before');
        expect(readdirSync(at)).toEqual(['c.tsv']);
      }
    }
  });
});

it('keeps records as they are, in their order, and the last of each id', async () => {
  const { input, index } = await corpus('c.tsv', 'b\tblue 😀 \\ud83d\na\tred\nb\tgreen sky\nc\t \n');
  const summary = await indexCorpus(input, index, { ...tsv, uniqueDocid: true, storeRaw: true });
  expect(summary).toMatchObject({ indexed: 3, empty: 1 });
  await using searcher = await LuceneSearcher.open(index);
  expect(await searcher.doc('b')).toMatchObject({ raw: '{"id":"b","contents":"green sky"}' });
  expect((await searcher.doc('a'))?.raw).toBe('{"id":"a","contents":"red"}');

  const smile = await corpus('c.tsv', 'b\tblue 😀 \\ud83d\n');
  await indexCorpus(smile.input, smile.index, { ...tsv, storeContents: true });
  await using other = await LuceneSearcher.open(smile.index);
  expect((await other.doc('b'))?.contents).toBe('blue 😀 \\ud83d');
});

it.each([
  ['', /^the collection holds no documents: .*c\.tsv$/],
  ['1\tred\n2\n', /c\.tsv:2: no column text/],
  [
    `1\tred\n2\t${'x'.repeat(20_000_001)}\n`,
    /c\.tsv:2: contents has 20000001 characters, more than the 20000000 that are indexed$/,
  ],
])('refuses what cannot be indexed, and makes no folder', async (contents, message) => {
  const { input, index } = await corpus('c.tsv', contents);
  await expect(indexCorpus(input, index, tsv)).rejects.toThrow(message);
  expect(existsSync(index)).toBe(false);
});

describe('index.lucene', () => {
  const run = (...args: string[]) => runCommand('index.lucene', command, args);

  it.each([
    ['TsvCollection', 'c.tsv', 'd1\thttp://a.example\tApples\tred\n', '--columns id url title text'],
    ['CsvCollection', 'c.csv', 'key;title;text\nd1;"Apples; all";red\n', '--separator ; --docid-field key'],
    ['CsvCollection', 'c.csv', 'text,id\n"red ""apples""",d1\n', ''],
    ['BeirMultifieldCollection', 'c.jsonl', '{"_id":"d1","title":"apples","text":"red"}\n', ''],
    ['TrecCollection', 'c', '<DOC>\n<DOCNO> d1 </DOCNO>\n<TEXT>red apples</TEXT>\n</DOC>\n', ''],
    ['HtmlCollection', 'd1.html', '<html><title>Apples</title><p>red &amp; round</p></html>\n', ''],
    ['MsMarcoV2PassageCollection', 'c.jsonl', '{"pid":"d1","passage":"red apples"}\n', ''],
  ])('indexes a %s %s', async (collection, name, contents, flags) => {
    const { input, index } = await corpus(name, contents);
    const { out } = await run(
      ...['--collection', collection, '--input', input, '--index', index],
      ...flags.split(' ').filter(Boolean),
    );
    expect(out).toMatch(/^indexed: +1$/m);
    expect(await docids(index, 'red')).toEqual(['d1']);
  });

  it.each([
    ['JsonCollection', '--columns id text', '--columns is for corpora, not for a JsonCollection'],
    ['JsonCollection', '--docid-field key', '--docid-field is for corpora, not for a JsonCollection'],
    ['JsonCollection', '--separator ;', '--separator is for corpora, not for a JsonCollection'],
    ['ParquetCollection', '--columns id text', 'columns are named for tsv and csv, not for parquet'],
    ['TsvCollection', '--separator ;', 'a separator is for csv, not for tsv'],
    ['CsvCollection', '--separator ;;', 'a separator is one character'],
    ['TsvCollection', '--field-type year=number', 'the fields of a TsvCollection have no types'],
    ['TsvCollection', '--fields url', 'no column url'],
    ['TsvCollection', '--docid-field key', 'the first line names no column of the id (key)'],
  ])('refuses of a %s: %s', async (collection, flags, message) => {
    const { input, index } = await corpus('c.tsv', '1\tred\n');
    const args = ['--collection', collection, '--input', input, '--index', index, ...flags.split(' ')];
    await expect(run(...args)).rejects.toThrow(message);
    expect(existsSync(index)).toBe(false);
  });
});
