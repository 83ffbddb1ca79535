import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DocumentResult, ExplainResult, IndexesResult, SearchResult } from '#tserini/mcp/schemas.js';
import { embeddedCollection } from '../support/embedded-collection.ts';
import { connectClient, suiteClient, textOf } from '../support/mcp.ts';

// The SDK's own client against the built command, on the embedded collection.

const suite = suiteClient();
const query = 'how to keep bread fresh';

const corpus = new Map(
  readFileSync(join(embeddedCollection, 'corpus.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { _id: string; title: string; text: string })
    .map((record) => [record._id, record]),
);

it('names itself, and lists its tools with schemas of what goes in and out', async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  expect(suite.client().getServerVersion()).toMatchObject({ name: 'tserini', version });
  const { tools } = await suite.client().listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(['explain', 'get_document', 'list_indexes', 'search']);
  for (const { inputSchema, outputSchema, description, annotations } of tools) {
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(outputSchema).toMatchObject({ type: 'object' });
    expect(description).toBeTruthy();
    expect(annotations).toMatchObject({ readOnlyHint: true });
  }
});

it('lists the embedded index', async () => {
  const { indexes } = await suite.get<IndexesResult>('list_indexes');
  expect(indexes).toMatchObject([
    {
      name: 'embedded',
      documents: corpus.size,
      impact: true,
      bm25: true,
      hybrid: true,
      encoder: 'splade-tiny',
      hasText: true,
      impactIndex: {
        kind: 'impact',
        isRecorded: true,
        collections: [{ name: 'embedded', model: { name: 'splade-tiny' } }],
      },
      textIndex: { kind: 'text', analyzer: { stemmer: 'porter' }, collections: [{ name: 'embedded' }] },
      warnings: [],
    },
  ]);
  expect(textOf(await suite.call('list_indexes'))).toContain(`embedded: ${corpus.size} documents`);
});

it.each(['impact', 'bm25', 'hybrid'])(
  'searches by %s, the best first, with titles and snippets',
  async (method) => {
    const result = await suite.call('search', { query, hits: 4, method });
    const { index, candidates, ...rest } = result.structuredContent as unknown as SearchResult;
    expect([index, rest]).toEqual(['embedded', { method }]);
    expect(candidates.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
    const scores = candidates.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const { docid, title, snippet } of candidates) {
      const record = corpus.get(docid)!;
      expect(title).toBe(record.title);
      expect(record.text).toContain(snippet!.replaceAll(/^… | …$/g, ''));
      expect(textOf(result)).toContain(`${docid} (score `);
    }
  },
);

it('says where the rankings have a hit of a hybrid search', async () => {
  const result = await suite.call('search', { query, hits: 3, method: 'hybrid' });
  const { candidates } = result.structuredContent as unknown as SearchResult;
  for (const method of ['impact', 'bm25'] as const) {
    const alone = await suite.get<SearchResult>('search', { query, hits: 50, method });
    for (const { docid, rankings } of candidates) {
      const found = alone.candidates.find((candidate) => candidate.docid === docid);
      if (found) expect(rankings![method]).toEqual({ rank: found.rank, score: found.score });
    }
  }
  const { impact } = candidates[0]!.rankings!;
  expect(textOf(result)).toContain(`, rank ${impact!.rank} of impact, rank `);
});

it('gives few hits unless asked for more, and says where there are none', async () => {
  expect((await suite.get<SearchResult>('search', { query })).candidates).toHaveLength(5);
  const nothing = await suite.call('search', { query: 'qqqq', method: 'bm25' });
  expect(nothing.structuredContent).toMatchObject({ candidates: [] });
  expect(textOf(nothing)).toBe('Nothing in embedded matches the query.');
});

it('gives a document, whole or in parts that make the whole', async () => {
  const [docid, { title, text }] = [...corpus].sort(([, a], [, b]) => b.text.length - a.text.length)[0]!;
  expect(text.length).toBeGreaterThan(250);
  const whole = await suite.get<DocumentResult>('get_document', { docid });
  expect(whole).toEqual({ index: 'embedded', docid, title, text, offset: 0, length: text.length });
  const parts: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const part: DocumentResult = await suite.get('get_document', { docid, offset, characters: 100 });
    expect(part.text.length).toBeLessThanOrEqual(100);
    parts.push(part.text);
    offset = part.next;
  }
  expect(parts.length).toBe(Math.ceil(text.length / 100));
  expect(parts.join('')).toBe(text);
  const cut = textOf(await suite.call('get_document', { docid, characters: 100 }));
  expect(cut).toContain(`[characters 0 to 100 of ${text.length}; continue at offset 100]`);
});

it('explains a score: the products make it, and the longest lists are cut short', async () => {
  const { candidates } = await suite.get<SearchResult>('search', { query, hits: 1 });
  const { docid, score } = candidates[0]!;
  const all = await suite.get<ExplainResult>('explain', { query, docid, terms: 100 });
  expect(all).toMatchObject({ index: 'embedded', method: 'impact', docid, score, rank: 1 });
  expect(all.matching).toHaveLength(all.matchingCount);
  expect(all.matching.reduce((sum, { product }) => sum + product, 0)).toBe(score);
  for (const { queryWeight, documentWeight, product } of all.matching) {
    expect(queryWeight * documentWeight).toBe(product);
  }
  expect(all.matching.find(({ term }) => term === 'bread')).toMatchObject({ own: true });
  expect(all.matching.some(({ own }) => !own)).toBe(true);
  const cut = await suite.call('explain', { query, docid, terms: 2 });
  const { matching, matchingCount } = cut.structuredContent as unknown as ExplainResult;
  expect(matching).toEqual(all.matching.slice(0, 2));
  expect(matchingCount).toBe(all.matchingCount);
  expect(textOf(cut)).toContain(`- and ${matchingCount - 2} more`);
  expect(textOf(cut)).toContain(`${docid}: rank 1, score ${score}`);
});

it('speaks the newest revision of the protocol too', async () => {
  const newest = '2026-07-28';
  const client = await connectClient([], { versionNegotiation: { mode: { pin: newest } } });
  try {
    expect(client.getNegotiatedProtocolVersion()).toBe(newest);
    const { structuredContent } = await client.callTool({ name: 'search', arguments: { query, hits: 1 } });
    expect(structuredContent).toEqual(await suite.get('search', { query, hits: 1 }));
  } finally {
    await client.close();
  }
});
