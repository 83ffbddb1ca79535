import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeCollection,
  LuceneImpactSearcher,
  LuceneIndexer,
  Run,
  readTopics,
  rerankRun,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
  textsOfCorpus,
  textsOfIndex,
  writeRun,
} from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/rerank.js';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const corpus = join(embeddedCollection, 'corpus.jsonl');
const queries = join(embeddedCollection, 'queries.jsonl');
const fields = ['title', 'text'];
/** The run of an impact search, and what is reranked to it: the same hits in the order of their docids. */
let searched = '';

beforeAll(async () => {
  await encodeCollection({
    ...{ corpus, fields, encoderFields: fields, embeddings: path('encoded'), encoder: 'splade-tiny' },
  });
  await new LuceneIndexer(path('index'), { storeContents: true }).index(path('encoded'));
  await using encoder = await SpladeQueryEncoder.load('splade-tiny');
  // Terms that every document has count, too.
  await using searcher = await LuceneImpactSearcher.open(path('index'), encoder, { minIdf: -1 });
  const rankings = [];
  for (const { id, text } of await readTopics(queries)) {
    rankings.push([id, await searcher.search(text, 30)] as const);
  }
  await writeRun(path('searched.txt'), rankings);
  searched = await readFile(path('searched.txt'), 'utf8');
  const shuffled = rankings.map(
    ([id, hits]) =>
      [
        id,
        hits.map(({ docid }) => ({ docid, score: 1 })).sort((a, b) => (a.docid < b.docid ? 1 : -1)),
      ] as const,
  );
  await writeRun(path('run.txt'), shuffled);
});

async function rerank(...flags: string[]): Promise<string> {
  const usual = [
    '--run',
    path('run.txt'),
    '--topics',
    queries,
    '--encoder',
    'splade-tiny',
    '--fields',
    'title',
    'text',
  ];
  const args = [...usual, '--runtag', 'Anserini', '--output', path('out.txt'), ...flags];
  await runCommand('rerank', command, args);
  return readFile(path('out.txt'), 'utf8');
}

describe('the hits of an impact search, reranked, are its run byte for byte', () => {
  it('with the texts of the corpus', async () => {
    expect(await rerank('--corpus', corpus, '--batch-size', '7')).toBe(searched);
  });

  it('with the texts of an index', async () => {
    expect(await rerank('--index', path('index'))).toBe(searched);
  });
});

it('reranks the first hits by rank, and leaves the others out', async () => {
  const first = await rerank('--corpus', corpus, '--hits', '3');
  const lines = first.trimEnd().split('\n');
  expect(lines).toHaveLength((await readTopics(queries)).length * 3);
  // Of a topic, the hits that were first in the shuffled run.
  const docids = (await readFile(path('run.txt'), 'utf8'))
    .split('\n')
    .slice(0, 3)
    .map((line) => line.split(' ')[2]);
  expect(
    lines
      .slice(0, 3)
      .map((line) => line.split(' ')[2])
      .sort(),
  ).toEqual(docids.sort());
});

describe('refuses', () => {
  const of = (docid: string, topic = '1') => Run.from([[topic, [{ docid, score: 1 }]]]);
  const topics = [{ id: '1', text: 'sky' }];
  const call = async (run: Run, texts = textsOfCorpus(corpus)) => {
    await using document = await SpladeDocumentEncoder.load('splade-tiny');
    await using query = await SpladeQueryEncoder.load('splade-tiny');
    return await rerankRun(run, topics, texts, { document, query });
  };

  it('a topic without a text, a document without one, and one with two', async () => {
    await expect(call(of('weather-01', '2'))).rejects.toThrow('topic 2 of the run is not among the topics');
    await expect(call(of('weather-99'))).rejects.toThrow(
      '1 of 1 documents of the run have no text there, such as weather-99',
    );
    const twice = path('twice.jsonl');
    await writeFile(twice, '{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n');
    await expect(call(of('a'), textsOfCorpus(twice))).rejects.toThrow('the texts have the document a twice');
  });

  it('contents that cannot be split into the fields, and an index without texts', async () => {
    await using searcher = await LuceneImpactSearcher.open(path('index'));
    const call2 = call(of('weather-01'), textsOfIndex(searcher));
    await expect(call2).rejects.toThrow(/document weather-01: contents has 2 parts/);
    await new LuceneIndexer(path('bare')).index(path('encoded'));
    await expect(rerank('--index', path('bare'))).rejects.toThrow(
      'the index stores no texts: build it with --storeRaw',
    );
  });

  it('neither corpus nor index, and other fields', async () => {
    await expect(rerank()).rejects.toThrow('give --corpus or --index');
    await expect(rerank('--corpus', corpus, '--fields', 'body')).rejects.toThrow(
      '--fields are text, or title and text',
    );
  });
});
