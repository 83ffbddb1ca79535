import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneIndexer, LuceneIndexReader } from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/vectors-prune.js';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const run = (line: string) =>
  runCommand(
    'vectors.prune',
    command,
    line.split(' ').map((word) => (word.startsWith('@') ? path(word.slice(1)) : word)),
  );
const quality = `--topics ${embeddedCollection}/queries.jsonl --qrels ${embeddedCollection} --encoder splade-tiny`;

beforeAll(async () => {
  const corpus = join(embeddedCollection, 'corpus.jsonl');
  await encodeCollection({ corpus, embeddings: path('encoded'), encoder: 'splade-tiny' });
  await new LuceneIndexer(path('index'), { storeContents: true }).index(path('encoded'));
});

/** The rows of the report by their names. */
const rowsOf = (out: string) =>
  new Map(
    out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/) as [string, ...string[]])
      .map(([name, ...cells]) => [name, cells]),
  );

it('prunes an index to an index, which knows the model and holds the texts, and says what it costs', async () => {
  const { out, log } = await run(`--index @index --list-top 5 --output-index @pruned ${quality}`);
  const rows = rowsOf(out);
  await using reader = await LuceneIndexReader.open(path('pruned'));
  const { documents, terms } = await reader.stats().then((stats) => ({
    documents: stats.documents,
    terms: stats.uniqueTerms,
  }));
  expect(rows.get('documents')![1]).toBe(`${documents}`);
  expect(rows.get('tokens')![1]).toBe(terms.toLocaleString('en-US'));
  expect([...rows.keys()]).toEqual([
    ...['documents', 'tokens', 'postings', 'postings of a document'],
    ...['bytes of the vectors', 'bytes of the index', 'nDCG@10'],
  ]);
  for (const name of ['postings', 'bytes of the index', 'nDCG@10']) {
    const [before, after] = rows.get(name)!.map((cell) => Number(cell.replaceAll(',', '')));
    expect(after, name).toBeLessThan(before!);
    expect(after, name).toBeGreaterThan(0);
  }
  const [collection] = reader.description.collections;
  expect(collection).toMatchObject({ name: 'encoded', model: { name: 'splade-tiny' } });
  expect(await reader.docContents('weather-01')).toMatch(/^Why the sky|^Sunlight/);
  expect(log).toEqual([`written to ${path('pruned')}`]);
  expect((await readdir(folder())).filter((name) => name.includes('tmp'))).toEqual([]);
});

it('masks stop words of vectors in files, and measures with indexes of its own', async () => {
  const { out } = await run(`--input @encoded --mask-stopwords --top-k 60 --output @out.jsonl ${quality}`);
  expect(rowsOf(out).has('nDCG@10')).toBe(true);
  const vectors = readVectors(path('out.jsonl'));
  expect(vectors.every(({ vector }) => vector.size <= 60 && !vector.has('the'))).toBe(true);
});

describe('refuses', () => {
  it.each([
    ['--output @x.jsonl --top-k 1', 'give --input or --index'],
    ['--input @encoded --index @index --output @x.jsonl --top-k 1', 'give --input or --index'],
    ['--input @encoded --top-k 1', 'give --output, --output-index or both'],
    ['--index @index --output-index @index --top-k 1', 'the output is the index itself'],
    ['--input @encoded --output @x.jsonl --top-k 1 --topics @t.tsv', '--topics and --qrels go together'],
    [
      '--input @encoded --output @x.jsonl --top-k 1 --topics @t --qrels @q',
      'topics need --encoder, or --pretok',
    ],
    ['--input @encoded --output @x.vec --top-k 1', 'is written to a name that ends in'],
  ])('%s', async (line, message) => {
    await expect(run(line)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });
});
