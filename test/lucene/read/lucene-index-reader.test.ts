import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type IndexerOptions, LuceneIndexer, LuceneIndexReader } from 'tserini';
import { describe, expect, it } from 'vitest';
import { type MadeVector, madeVectors, writeVectors } from '../../support/collections.ts';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { tempFolder } from '../../support/temp.ts';
import { parseVectorLine, readVectors } from '../../support/vectors.ts';

const utf8Order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

let made = 0;

/** Indexes the documents in two commits, so that there are two segments. */
async function build(folder: string, documents: readonly MadeVector[], options: IndexerOptions = {}) {
  const index = join(folder, `index-${made++}`);
  const half = Math.ceil(documents.length / 2);
  const first = await writeVectors(join(folder, 'first.jsonl'), documents.slice(0, half));
  await new LuceneIndexer(index, { threads: 1, ...options }).index(first);
  if (half < documents.length) {
    const rest = await writeVectors(join(folder, 'rest.jsonl'), documents.slice(half));
    await new LuceneIndexer(index, { threads: 1, append: true, ...options }).index(rest);
  }
  return index;
}

const sorted = (vector: MadeVector['vector']) => [...vector].sort(([a], [b]) => utf8Order(a, b));

describe.each([
  { name: 'nothing stored', options: {} },
  { name: 'vectors stored', options: { storeDocvectors: true } },
  { name: 'positions stored', options: { storePositions: true } },
  { name: 'all stored', options: { storeDocvectors: true, storePositions: true, storeRaw: true } },
])('an index of random vectors, $name', ({ options }) => {
  it('gives back terms, counts, postings, vectors and docids', async () => {
    const folder = await tempFolder();
    const property = fc.asyncProperty(madeVectors, async (documents) => {
      await using reader = await LuceneIndexReader.open(await build(folder, documents, options));

      const expected = new Map<string, [docid: string, weight: number][]>();
      for (const { id, vector } of documents) {
        for (const [token, weight] of vector) {
          expected.set(token, [...(expected.get(token) ?? []), [id, weight]]);
        }
      }
      const terms = [];
      for await (const term of reader.terms()) terms.push(term);
      expect(terms.map(({ term }) => term)).toEqual([...expected.keys()].sort(utf8Order));
      for (const { term, df, cf } of terms) {
        const postings = expected.get(term)!;
        expect(df).toBe(postings.length);
        expect(cf).toBe(postings.reduce((sum, [, weight]) => sum + weight, 0));
        expect(await reader.getTermCounts(term)).toEqual({ df, cf });
        const list = (await reader.getPostingsList(term))!;
        expect(list.map(({ docid, tf }) => [docid, tf])).toEqual(postings);
        for (const { tf, positions } of list) {
          expect(positions.length).toBe(options.storePositions ? tf : 0);
        }
      }

      for (const { id, vector } of documents) {
        expect([...(await reader.getDocumentVector(id))!]).toEqual(sorted(vector));
        const number = (await reader.convertCollectionDocidToInternalDocid(id))!;
        expect(await reader.convertInternalDocidToCollectionDocid(number)).toBe(id);
      }
      expect(await reader.stats()).toEqual({
        documents: documents.length,
        nonEmptyDocuments: documents.length,
        uniqueTerms: expected.size,
        totalTerms: terms.reduce((sum, { cf }) => sum + cf, 0),
      });
      expect(await reader.isImpactIndex()).toBe(true);
      expect(await reader.validate()).toMatchObject({
        sound: true,
        problems: [],
        documents: documents.length,
      });
    });
    await fc.assert(property, { numRuns: 6 });
  });

  it('writes its vectors out, plain and compressed', async () => {
    const folder = await tempFolder();
    const property = fc.asyncProperty(madeVectors, async (documents) => {
      const out = join(folder, 'out');
      await mkdir(out, { recursive: true });
      await using reader = await LuceneIndexReader.open(await build(folder, documents, options));
      expect(await reader.dumpVectors(join(out, 'plain.jsonl'))).toBe(documents.length);
      expect(await reader.dumpVectors(join(out, 'packed.jsonl.gz'))).toBe(documents.length);
      const text = readFileSync(join(out, 'plain.jsonl'), 'utf8');
      expect(gunzipSync(readFileSync(join(out, 'packed.jsonl.gz'))).toString()).toBe(text);
      const records = text.trimEnd().split('\n').map(parseVectorLine);
      expect(records.map(({ id, vector }) => ({ id, vector: [...vector] }))).toEqual(
        documents.map(({ id, vector }) => ({ id, vector: sorted(vector) })),
      );
      expect((await readdir(out)).sort()).toEqual(['packed.jsonl.gz', 'plain.jsonl']);
    });
    await fc.assert(property, { numRuns: 4 });
  });
});

describe('what an index stores of a document', () => {
  const documents: MadeVector[] = [
    {
      id: 'one',
      vector: [
        ['a', 2],
        ['b', 1],
      ],
    },
    { id: '𝒜', vector: [['b', 3]] },
  ];

  it('is given by docid, by field and by number', async () => {
    const folder = await tempFolder();
    const options = { storeContents: true, storeRaw: true, storePositions: true };
    await using reader = await LuceneIndexReader.open(await build(folder, documents, options));
    const document = (await reader.doc('𝒜'))!;
    expect([document.docid, document.contents]).toEqual(['𝒜', 'text of 𝒜']);
    expect(await reader.docContents('one')).toBe('text of one');
    expect(JSON.parse((await reader.docRaw('one'))!)).toMatchObject({ id: 'one', vector: { a: 2, b: 1 } });
    expect((await reader.docByField('contents', 'a'))!.docid).toBe('one');
    expect(await reader.getTermPositions('one')).toEqual(
      new Map([
        ['a', [0, 1]],
        ['b', [2]],
      ]),
    );
  });

  it('is undefined where there is no such document, term or text', async () => {
    await using reader = await LuceneIndexReader.open(await build(await tempFolder(), documents));
    expect(await reader.doc('none')).toBeUndefined();
    expect(await reader.docContents('none')).toBeUndefined();
    expect(await reader.docContents('one')).toBeUndefined();
    expect(await reader.docRaw('one')).toBeUndefined();
    expect(await reader.docByField('no such field', 'one')).toBeUndefined();
    expect(await reader.getDocumentVector('none')).toBeUndefined();
    expect(await reader.getTermPositions('none')).toBeUndefined();
    expect(await reader.getPostingsList('none')).toBeUndefined();
    expect(await reader.getTermCounts('none')).toEqual({ df: 0, cf: 0 });
    expect(await reader.explain(new Map([['a', 1]]), 'none')).toBeUndefined();
    expect(await reader.computeQueryDocumentScore('none', new Map([['a', 1]]))).toBeUndefined();
    expect(await reader.computeBm25TermWeight('none', 'a')).toBeUndefined();
    expect(await reader.convertCollectionDocidToInternalDocid('none')).toBeUndefined();
    for (const number of [-1, 2, 2 ** 31 - 1]) {
      expect(await reader.convertInternalDocidToCollectionDocid(number)).toBeUndefined();
    }
  });

  it('leaves out documents that were replaced', async () => {
    const folder = await tempFolder();
    const index = await build(folder, documents, { uniqueDocid: true });
    const newer = await writeVectors(join(folder, 'newer.jsonl'), [{ id: 'one', vector: [['c', 9]] }]);
    await new LuceneIndexer(index, { uniqueDocid: true, append: true }).index(newer);
    await using reader = await LuceneIndexReader.open(index);
    expect(await reader.getDocumentVector('one')).toEqual(new Map([['c', 9]]));
    expect((await reader.getPostingsList('b'))!.map(({ docid }) => docid)).toEqual(['𝒜']);
    expect(await reader.dumpVectors(join(folder, 'out.jsonl'))).toBe(2);
    const ids = readVectors(join(folder, 'out.jsonl')).map(({ id }) => id);
    expect(ids.sort()).toEqual(['one', '𝒜']);
  });
});

it('scores a query of 20,000 terms', async () => {
  const query = new Map(Array.from({ length: 20_000 }, (_, i) => [`t${i}`, 1 + (i % 3)]));
  const documents: MadeVector[] = [
    { id: 'all', vector: [...query].map(([token]) => [token, 2]) },
    { id: 'none', vector: [['other', 1]] },
  ];
  await using reader = await LuceneIndexReader.open(await build(await tempFolder(), documents));
  const total = [...query.values()].reduce((sum, weight) => sum + weight, 0);
  expect(await reader.computeQueryDocumentScore('all', query)).toBe(2 * total);
  expect(await reader.computeQueryDocumentScore('none', query)).toBe(0);
});

describe('writing vectors out', () => {
  it('leaves no file when it is stopped', async () => {
    const folder = await tempFolder();
    await using reader = await LuceneIndexReader.open(await build(folder, [{ id: 'a', vector: [['x', 1]] }]));
    const stop = new AbortController();
    stop.abort();
    await expect(
      reader.dumpVectors(join(folder, 'out', 'v.jsonl'), { signal: stop.signal }),
    ).rejects.toThrow();
    expect(existsSync(join(folder, 'out', 'v.jsonl'))).toBe(false);
  });

  it('refuses a folder in place of a file', async () => {
    const folder = await tempFolder();
    await using reader = await LuceneIndexReader.open(await build(folder, [{ id: 'a', vector: [['x', 1]] }]));
    await expect(reader.dumpVectors(folder)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe.skipIf(!hasSharedData)(`the index that Pyserini built${needsSharedData}`, () => {
  const index = sharedData('nfcorpus-splade-v3/pyserini-lucene-9.9-index');

  const linesOf = (path: string) => gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  const golden = () => linesOf(sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'));
  const idOf = (line: string) => /^\{"id": "([^"]+)"/.exec(line)![1]!;

  it('gives back every vector that it was made from', async () => {
    const folder = await tempFolder();
    await using reader = await LuceneIndexReader.open(index);
    await reader.dumpVectors(join(folder, 'vectors.jsonl.gz'));
    const dumped = new Map(linesOf(join(folder, 'vectors.jsonl.gz')).map((line) => [idOf(line), line]));
    const expected = golden();
    expect([...dumped.keys()].sort()).toEqual(expected.map(idOf).sort());
    // Every tenth is read.
    for (const line of expected.filter((_, i) => i % 10 === 0)) {
      const { id, vector } = parseVectorLine(line);
      expect([...parseVectorLine(dumped.get(id)!).vector]).toEqual(sorted([...vector]));
    }
  });

  it('gives the vector of one document from its postings', async () => {
    await using reader = await LuceneIndexReader.open(index);
    for (const line of golden().filter((_, i) => i % 400 === 0)) {
      const { id, vector } = parseVectorLine(line);
      expect([...(await reader.getDocumentVector(id))!]).toEqual(sorted([...vector]));
    }
  });
});
