import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import type { DocumentResult, IndexesResult, SearchResult } from '#tserini/mcp/schemas.js';
import { writeJsonl } from '../support/corpus.ts';
import { suiteClient } from '../support/mcp.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
// Every character is a surrogate pair, so that cutting at an odd place would tear one.
const long = `${'🥦'.repeat(30_000)} end`;
const hostile = '<script>alert(1)</script>\u0000\u001b[31m"}]}\n{"jsonrpc":"2.0"}';

beforeAll(async () => {
  await mkdir(join(folder(), 'vectors'));
  await writeJsonl(join(folder(), 'vectors/a.jsonl'), [
    { id: 'long', contents: long, vector: { broccoli: 7 } },
    { id: 'a/b c%', contents: hostile, vector: { script: 3 } },
  ]);
  for (const [name, storeContents] of [
    ['texts', true],
    ['bare', false],
  ] as const) {
    await new LuceneIndexer(join(folder(), name), { storeContents }).index(join(folder(), 'vectors'));
  }
});

const suite = suiteClient(() => [
  ...['--index', `texts=${join(folder(), 'texts')}`],
  ...['--index', `bare=${join(folder(), 'bare')}`],
]);

it.each([
  ['search', {}, /query/],
  ['search', { query: '' }, /query/],
  ['search', {}, /: query is missing$/],
  ['search', { query: 7 }, /: query is 7, a number; it must be a string$/],
  [
    'search',
    { query: 'x'.repeat(1_000_000) },
    /query has 1000000 characters; it must have at most 2000 characters$/,
  ],
  ['search', { query: 'script', index: 'texts', hits: -1 }, /hits is -1, a number; it must be at least 1$/],
  [
    'search',
    { query: 'script', index: 'texts', hits: 1e9 },
    /hits is 1000000000, a number; it must be at most 50$/,
  ],
  [
    'search',
    { query: 'script', index: 'texts', hits: 1.5 },
    /hits is 1.5, a number; it must be a whole number$/,
  ],
  ['search', { query: 'script', index: 'texts', hitz: 3 }, /unknown argument hitz$/],
  [
    'search',
    { query: 'script', index: 'texts', method: 'magic' },
    /method is "magic", a string; it must be one of impact, bm25, hybrid$/,
  ],
  [
    'search',
    { query: 'script', index: 'texts', method: 'bm25' },
    /texts has no bm25 search; use method impact/,
  ],
  [
    'search',
    { query: 'script', index: 'texts', method: 'hybrid' },
    /texts has no hybrid search, which takes an impact index with an encoder and a text index; use method impact/,
  ],
  ['search', { query: 'script' }, /name an index \(available: texts, bare\)/],
  [
    'search',
    { query: 'script', index: 'text' },
    /no index text, did you mean texts\? \(available: texts, bare\)/,
  ],
  ['search', { query: 'script', index: '../../etc' }, /no index \.\.\/\.\.\/etc/],
  ['get_document', { index: 'texts' }, /docid/],
  ['get_document', { index: 'texts', docid: 'nope' }, /texts has no document nope; use a docid from search/],
  ['get_document', { index: 'texts', docid: '../a' }, /no document \.\.\/a/],
  ['get_document', { index: 'texts', docid: 'long', offset: -1 }, /offset/],
  [
    'get_document',
    { index: 'texts', docid: 'long', offset: 70_000 },
    /has 60004 characters, none from 70000 on/,
  ],
  [
    'get_document',
    { index: 'texts', docid: 'long', characters: 1e9 },
    /characters is 1000000000, a number; it must be at most 20000$/,
  ],
  ['get_document', { index: 'bare', docid: 'long' }, /bare stores no texts; explain shows the terms of long/],
  ['explain', { index: 'texts', query: 'script', docid: 'nope' }, /no document nope; use a docid/],
  ['explain', { index: 'texts', query: 'script', docid: 'long', terms: 0 }, /terms/],
])('refuses %s %j and says why', async (name, args, message) => {
  const said = await suite.failure(name, args);
  expect(said).toMatch(message);
  expect(said).not.toMatch(/internal|stack|\n {4}at /);
});

it('refuses a tool that is none', async () => {
  await expect(suite.call('drop_index')).rejects.toThrow(/drop_index/);
});

it('cuts a long text at whole characters, and gives it all in turn', async () => {
  const parts: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const args = { index: 'texts', docid: 'long', offset, characters: 19_999 };
    const part: DocumentResult = await suite.get('get_document', args);
    expect(part.length).toBe(long.length);
    // A torn pair would come back as another character.
    expect(Buffer.from(part.text).toString()).toBe(part.text);
    expect(part.text.length).toBeLessThanOrEqual(19_999);
    parts.push(part.text);
    offset = part.next;
  }
  expect(parts.join('')).toBe(long);
  const { text, next } = await suite.get<DocumentResult>('get_document', { index: 'texts', docid: 'long' });
  expect([text.length, next]).toEqual([4000, 4000]);
});

it('passes on what documents say as it stands, docids too', async () => {
  const { candidates } = await suite.get<SearchResult>('search', { query: 'script', index: 'texts' });
  expect(candidates.map(({ docid }) => docid)).toEqual(['a/b c%']);
  const found = await suite.get<DocumentResult>('get_document', { index: 'texts', docid: 'a/b c%' });
  expect(found.text).toBe(hostile);
});

it('lists several indexes, without a model and without texts where there are none', async () => {
  const { indexes } = await suite.get<IndexesResult>('list_indexes');
  const common = {
    documents: 2,
    impact: true,
    bm25: false,
    hybrid: false,
    warnings: [expect.stringContaining('no encoder is set')],
  };
  expect(indexes).toMatchObject([
    { name: 'texts', ...common, hasText: true },
    { name: 'bare', ...common, hasText: false },
  ]);
});
