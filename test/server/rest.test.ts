import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command as searchLucene } from '#tserini/cli/commands/search-lucene.js';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { HybridSearcher } from '#tserini/fusion/hybrid-searcher.js';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { LuceneImpactSearcher } from '#tserini/lucene/search/lucene-impact-searcher.js';
import { loadRun } from '#tserini/run/read-run.js';
import type { HealthResponse, IndexesResponse } from '#tserini/server/schemas.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import type { IndexDefinition } from '#tserini/serving/index-set.js';
import type {
  BatchResponse,
  Candidate,
  DocumentResponse,
  EncodeResponse,
  ExplainResponse,
  SearchResponse,
  VectorResponse,
} from '#tserini/serving/results.js';
import { runCommand } from '../support/run-command.ts';
import { ask, postJson, suiteServer } from '../support/server.ts';
import { tempFolder } from '../support/temp.ts';

const collection = join(import.meta.dirname, '../../examples/collection');
const records = (name: string) =>
  readFileSync(join(collection, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { _id: string; title: string; text: string });
const queries = records('queries.jsonl');
const passages = records('corpus.jsonl');

const server = suiteServer();
let definition: IndexDefinition;

beforeAll(async () => {
  definition = await embeddedIndex();
});

const path = (kind: string, parameters: Record<string, string | number>) => {
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  return `/v1/embedded/${kind}?${new URLSearchParams(texts)}`;
};

async function search(parameters: Record<string, string | number>): Promise<SearchResponse> {
  const { status, json } = await ask<SearchResponse>(server().url, path('search', parameters));
  expect(status).toBe(200);
  return json;
}

/** The run that `search.lucene` writes for all queries of the collection. */
async function luceneRun(index: string, flags: readonly string[]) {
  const output = join(await tempFolder(), 'run.txt');
  const common = ['--index', index, '--topics', collection, '--hits', '20', '--output', output];
  await runCommand('search.lucene', searchLucene, [...common, ...flags]);
  return loadRun(output);
}

const ranking = (hits: readonly { docid: string; score: number }[]) =>
  hits.map(({ docid, score }) => [docid, score.toFixed(6)]);

describe('search', () => {
  it.each([
    ['impact', () => luceneRun(definition.path, ['--impact', '--encoder', 'splade-tiny'])],
    ['bm25', () => luceneRun(definition.bm25!, ['--bm25'])],
  ] as const)('%s gives the hits and scores of search.lucene', async (method, run) => {
    const expected = (await run()).topics;
    for (const { _id, text } of queries) {
      const { candidates, query } = await search({ query: text, hits: 20, qid: _id, method });
      expect(query).toEqual({ text, qid: _id });
      expect(ranking(candidates)).toEqual(ranking(expected.get(_id)!.hits({ ties: 'ascending' })));
      expect(candidates.map(({ rank }) => rank)).toEqual(candidates.map((_, i) => i + 1));
    }
  });

  it('scores with k1 and b as search.lucene does', async () => {
    const flags = ['--bm25', '--k1', '1.5', '--b', '0.8'];
    const expected = (await luceneRun(definition.bm25!, flags)).topics;
    for (const { _id, text } of queries.slice(0, 5)) {
      const scoring = { method: 'bm25', k1: 1.5, b: 0.8 };
      const { candidates } = await search({ query: text, hits: 20, ...scoring });
      expect(ranking(candidates)).toEqual(ranking(expected.get(_id)!.hits({ ties: 'ascending' })));
      const [first] = candidates;
      const why = await ask<ExplainResponse>(
        server().url,
        path(`explain/${first!.docid}`, { query: text, ...scoring }),
      );
      expect(why.json.score).toBeCloseTo(first!.score, 4);
    }
    const { status, json } = await ask(server().url, path('search', { query: 'sky', k1: 1 }));
    expect([status, json.error.message]).toEqual([400, 'k1 and b are for methods bm25 and hybrid']);
  });

  it('hybrid gives the hits and scores of HybridSearcher, one query or many, and says where each ranking has them', async () => {
    await using encoder = await SpladeQueryEncoder.load('splade-tiny');
    await using searcher = await HybridSearcher.open(definition.path, definition.bm25!, encoder);
    const hybrid = { method: 'hybrid', hits: 20, documents: 'none' };
    const batch = await postJson<BatchResponse>(server().url, '/v1/embedded/search', {
      queries: queries.map(({ _id, text }) => ({ qid: _id, text })),
      ...hybrid,
    });
    for (const [i, { text }] of queries.entries()) {
      const expected = await searcher.search(text, 20);
      const { candidates, method, vector } = await search({ query: text, ...hybrid });
      expect(candidates.map(({ docid, score }) => ({ docid, score }))).toEqual(expected);
      expect(batch.json.results[i]!.candidates).toEqual(candidates);
      expect([method, vector!.length > 0]).toEqual(['hybrid', true]);
      for (const { score, rankings } of candidates) {
        const { impact, bm25 } = rankings!;
        const sum = [impact, bm25].reduce((total, place) => total + (place ? 1 / (60 + place.rank) : 0), 0);
        expect(sum).toBeCloseTo(score, 12);
      }
    }
    searcher.text.setBm25(1.5, 0.8);
    const text = queries[1]!.text;
    const { candidates } = await search({ query: text, ...hybrid, k1: 1.5, b: 0.8 });
    expect(ranking(candidates)).toEqual(ranking(await searcher.search(text, 20)));
    const filter = { terms: { docid: passages.slice(0, 50).map(({ _id }) => _id) } };
    const filtered = await search({ query: text, ...hybrid, filter: JSON.stringify(filter) });
    searcher.text.setBm25(0.9, 0.4);
    const within = await searcher.search(text, 20, { filter });
    expect(ranking(filtered.candidates)).toEqual(ranking(within));
    // What is pruned is pruned from the vector.
    const pruned = await search({ query: text, ...hybrid, topK: 2, hits: 1000 });
    const impacts = await search({ query: text, topK: 2, documents: 'none', hits: 1000 });
    const ranks = pruned.candidates.flatMap(({ docid, rankings }) =>
      rankings!.impact ? [[rankings!.impact.rank, docid] as const] : [],
    );
    expect(ranks.sort(([a], [b]) => a - b).map(([, docid]) => docid)).toEqual(
      impacts.candidates.map(({ docid }) => docid),
    );
  });

  it('refuses a vector where a text is needed, and an explanation of both rankings at once', async () => {
    const queries = [{ qid: 'v', vector: { sky: 1 } }];
    for (const method of ['bm25', 'hybrid']) {
      const { status, json } = await postJson(server().url, '/v1/embedded/search', { queries, method });
      expect([status, json.error.message]).toEqual([
        400,
        `a vector is searched with method impact; give ${method} a text`,
      ]);
    }
    const why = await ask(server().url, path('explain/weather-01', { query: 'sky', method: 'hybrid' }));
    expect(why.status).toBe(400);
  });

  it('returns records unparsed and cut, where that is asked for', async () => {
    const of = async (parameters: Record<string, string | number>) => {
      const found = await search({ query: 'why is the sky blue', hits: 1, documents: 'full', ...parameters });
      const [{ docid, doc }] = found.candidates as [Candidate];
      const stored = await ask<DocumentResponse>(server().url, path(`doc/${docid}`, parameters));
      expect(stored.json.doc).toEqual(doc);
      return doc;
    };
    const whole = (await of({})) as Record<string, string>;
    const raw = (await of({ parse: 'false' })) as string;
    expect(JSON.parse(raw)).toEqual(whole);
    expect(await of({ parse: 'false', max_doc_length: 20 })).toBe(raw.slice(0, 20));
    const cut = Object.entries(whole).map(([name, value]) => [name, value.slice(0, 7)]);
    expect(await of({ max_doc_length: 7 })).toEqual(Object.fromEntries(cut));
  });

  it('accepts several queries, as texts and as vectors, and answers in their order', async () => {
    const encoded = await search({ query: queries[0]!.text, hits: 5 });
    const vector = Object.fromEntries(encoded.vector!.map(({ term, weight }) => [term, weight]));
    const texts = queries.map(({ _id, text }) => ({ qid: _id, text }));
    const { status, json } = await postJson<BatchResponse>(server().url, '/v1/embedded/search', {
      queries: [...texts, { qid: 'v', vector }],
      hits: 5,
    });
    expect(status).toBe(200);
    expect(json.results.map(({ query }) => query.qid)).toEqual([...queries.map(({ _id }) => _id), 'v']);
    for (const [i, { text }] of queries.entries()) {
      const single = await search({ query: text, hits: 5, documents: 'none' });
      expect(json.results[i]!.candidates).toEqual(single.candidates);
    }
    expect(json.results.at(-1)!.candidates).toEqual(json.results[0]!.candidates);
  });

  it('returns the requested parts of a document', async () => {
    const text = queries[0]!.text;
    const [none] = (await search({ query: text, documents: 'none' })).candidates as [Candidate];
    expect(Object.keys(none).sort()).toEqual(['docid', 'rank', 'score']);
    const [full] = (await search({ query: text, documents: 'full' })).candidates as [Candidate];
    const passage = passages.find(({ _id }) => _id === full.docid)!;
    expect(full).toMatchObject({ title: passage.title, doc: { id: passage._id, text: passage.text } });
    expect(passage.text).toContain(full.snippet!.replace(/^… | …$/g, ''));
  });

  it('prunes the query before searching', async () => {
    const query = 'why is the sky blue';
    const whole = (await search({ query })).vector!;
    const byWeight = [...whole].sort((a, b) => b.weight - a.weight);
    const heaviest = new Set(byWeight.slice(0, 4).map(({ term }) => term));
    const pruned = await search({ query, topK: 4, drop: byWeight[0]!.term, hits: 50 });
    expect(pruned.vector).toEqual(
      whole.filter(({ term }) => heaviest.has(term) && term !== byWeight[0]!.term),
    );
    const least = byWeight[2]!.weight;
    const light = await search({ query, minWeight: least });
    expect(light.vector).toEqual(whole.filter(({ weight }) => weight >= least));
    await using searcher = await LuceneImpactSearcher.open(definition.path);
    const hits = await searcher.search(new Map(pruned.vector!.map(({ term, weight }) => [term, weight])), 50);
    expect(ranking(pruned.candidates)).toEqual(ranking(hits));
  });
});

describe('explain', () => {
  it('returns the parts of the score, and the origin of each term', async () => {
    const query = 'why is the sky blue';
    const { candidates, vector } = await search({ query, hits: 5 });
    const own = new Map(vector!.map((term) => [term.term, term.own]));
    for (const { docid, rank } of candidates) {
      const { json } = await ask<ExplainResponse>(server().url, path(`explain/${docid}`, { query }));
      expect(json.rank).toBe(rank);
      const sum = json.matching.reduce((all, { product }) => all + product, 0);
      expect(sum).toBeCloseTo(json.score, 1);
      const terms = [...json.matching, ...json.unmatched];
      expect(terms.map(({ term }) => term).sort()).toEqual([...own.keys()].sort());
      for (const term of terms) expect(term.own).toBe(own.get(term.term));
    }
    expect(own.get('sky')).toBe(true);
    expect([...own.values()]).toContain(false);
  });

  it('explains BM25 too', async () => {
    const query = 'blue sky';
    const { candidates } = await search({ query, method: 'bm25' });
    const { json } = await ask<ExplainResponse>(
      server().url,
      path(`explain/${candidates[0]!.docid}`, { query, method: 'bm25' }),
    );
    expect(json.score).toBeCloseTo(candidates[0]!.score, 3);
    expect(json.matching.every(({ own, inText }) => own && inText)).toBe(true);
  });
});

it("returns a document's vector by descending weight, and marks the terms that occur in the text", async () => {
  await using reader = await LuceneIndexReader.open(definition.path);
  const expected = await reader.getDocumentVector('weather-01');
  const { json } = await ask<VectorResponse>(server().url, '/v1/embedded/vector/weather-01');
  const { vector } = json;
  expect(new Map([...vector].map(({ term, weight }) => [term, weight]))).toEqual(
    new Map(vector.map(({ term }) => [term, expected!.get(term)])),
  );
  expect(vector).toHaveLength(expected!.size);
  for (const [i, { weight }] of vector.entries())
    expect(weight).toBeLessThanOrEqual(vector[i - 1]?.weight ?? 1e9);
  const { title, text } = passages.find(({ _id }) => _id === 'weather-01')!;
  const words = new Set(`${title} ${text}`.toLowerCase().split(/[^a-z]+/));
  for (const { term, inText } of vector.filter(({ term }) => /^[a-z]+$/.test(term) && words.has(term))) {
    expect(inText, term).toBe(true);
  }
  expect(vector.some(({ inText }) => !inText)).toBe(true);
});

it('returns a document as it is stored', async () => {
  const { _id, title, text } = passages[10]!;
  const { json } = await ask<DocumentResponse>(server().url, `/v1/embedded/doc/${_id}`);
  expect(json).toMatchObject({
    api: 'v1',
    index: 'embedded',
    docid: _id,
    title,
    text,
    doc: { id: _id, title, text },
  });
});

it('encodes a text as the library does', async () => {
  const text = 'abdominal aortic aneurysms';
  await using encoder = await SpladeQueryEncoder.load('splade-tiny');
  const { json } = await ask<EncodeResponse>(server().url, `/v1/encode?${new URLSearchParams({ text })}`);
  expect(json.vector.map(({ term, weight }) => [term, weight])).toEqual([...(await encoder.encode(text))]);
  expect(json.tokens.join('').replaceAll('##', '')).toBe(text.replaceAll(' ', ''));
});

it('lists its indexes, reports its health, and counts its requests', async () => {
  const { json: listed } = await ask<IndexesResponse>(server().url, '/v1/indexes');
  expect(listed.indexes).toMatchObject([
    {
      name: 'embedded',
      documents: passages.length,
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
  const { status, json: health } = await ask<HealthResponse>(server().url, '/healthz');
  expect([status, health.status]).toEqual([200, 'ok']);
  const query = 'a query that was never asked before';
  const hits = async () => {
    const { text } = await ask(server().url, '/metrics');
    return ['hit', 'miss'].map((source) =>
      Number(new RegExp(`query_vectors_total{.*source="${source}"} (\\d+)`).exec(text)![1]),
    );
  };
  const [hitsBefore, missesBefore] = (await hits()) as [number, number];
  await search({ query });
  await search({ query });
  expect(await hits()).toEqual([hitsBefore + 1, missesBefore + 1]);
  expect((await ask(server().url, '/metrics')).text).toMatch(
    /tserini_http_request_duration_seconds_count{method="GET",route="\/v1\/:index\/search",status="200"} \d+/,
  );
});

it('encodes a query once for concurrent requests', async () => {
  const counts = () => server().indexes.models[0]!.counts;
  const before = counts();
  const query = 'asked by a crowd at the same moment';
  await Promise.all(Array.from({ length: 8 }, () => search({ query })));
  const after = counts();
  expect(after.misses - before.misses).toBe(1);
  expect(after.hits + after.joined - before.hits - before.joined).toBe(7);
});
