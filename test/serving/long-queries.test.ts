import { join } from 'node:path';
import { loadQueryEncoder } from 'tserini';
import { beforeAll, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { explanationText, searchText } from '#tserini/mcp/text-content.js';
import { explain, search } from '#tserini/mcp/tools.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import { writeVectors } from '../support/collections.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const index = () => join(folder(), 'index');
const long = 'how do fish swim in the deep sea';
const short = 'how fish swim';
const open = () =>
  IndexSet.open([{ name: 'one', path: index(), encoder: 'splade-tiny' }], {
    loadEncoder: (encoder) => loadQueryEncoder({ encoder, maxLength: 6 }),
  });

beforeAll(async () => {
  const vectors = await writeVectors(join(folder(), 'v.jsonl'), [{ id: 'a', vector: [['fish', 7]] }]);
  await new LuceneIndexer(index()).index(vectors);
});

it('says in every answer to a query that it was cut, also where its vector is cached', async () => {
  await using set = await open();
  const one = set.get('one');
  for (const [text, truncated] of [
    [long, true],
    [long, true],
    [short, undefined],
  ] as const) {
    expect((await one.search(text)).query.truncated).toBe(truncated);
    expect((await one.explain(text, 'a')).query.truncated).toBe(truncated);
    expect((await set.encode(text)).truncated).toBe(truncated);
  }
  const { results } = await one.searchMany([
    { qid: '1', text: short },
    { qid: '2', text: long },
    { qid: '3', vector: { fish: 1 } },
  ]);
  expect(results.map(({ query }) => query.truncated)).toEqual([undefined, true, undefined]);
});

it('says it to a language model, with the way out', async () => {
  await using set = await open();
  const { signal } = new AbortController();
  const note = /^The query is too long for the encoder: only its beginning counts. Shorten it.\n/;
  const searched = { query: long, hits: 5, index: 'one' };
  const explained = { query: long, docid: 'a', terms: 5, index: 'one' };
  expect(searchText(await search(set, searched, signal))).toMatch(note);
  expect(explanationText(await explain(set, explained, signal))).toMatch(note);
  expect(searchText(await search(set, { ...searched, query: short }, signal))).not.toMatch(note);
  expect(explanationText(await explain(set, { ...explained, query: short }, signal))).not.toMatch(note);
});
