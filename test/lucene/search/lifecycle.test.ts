import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  HybridSearcher,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneSearcher,
  type TseriniError,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';

const query = new Map([
  ['alpha', 2],
  ['beta', 1],
]);

interface Indexes {
  readonly impact: string;
  readonly text: string;
}

async function write(folder: string, name: string, ids: readonly number[]): Promise<string> {
  const path = join(folder, name);
  const lines = ids.map((i) =>
    JSON.stringify({
      ...{ id: `d${i}`, contents: `alpha beta gamma${i}`, title: `alpha ${i}` },
      // A term of every document would count for nothing.
      vector: { ...(i % 11 === 5 ? {} : { alpha: 1 + (i % 7) }), [`t${i}`]: 3 },
    }),
  );
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

const textOptions = { collection: 'JsonCollection', fields: ['title'] } as const;

/** Two indexes of the same documents, and a way to add one to both. */
async function indexes(): Promise<Indexes & { add(i: number): Promise<void> }> {
  const folder = await tempFolder();
  const [impact, text] = [join(folder, 'impact'), join(folder, 'text')];
  const all = await write(
    folder,
    'docs.jsonl',
    Array.from({ length: 500 }, (_, i) => i),
  );
  await new LuceneIndexer(impact, { storeContents: true }).index(all);
  await new LuceneIndexer(text, { ...textOptions, storeContents: true }).index(all);
  return {
    impact,
    text,
    async add(i) {
      const one = await write(folder, 'one.jsonl', [i]);
      await new LuceneIndexer(impact, { append: true, threads: 1 }).index(one);
      await new LuceneIndexer(text, { ...textOptions, append: true, threads: 1 }).index(one);
    },
  };
}

/** Every kind of call to a searcher. */
function calls(
  impact: LuceneImpactSearcher,
  text: LuceneSearcher,
): Readonly<Record<string, () => Promise<unknown>>> {
  const hybrid = new HybridSearcher(impact, text);
  return {
    'impact search': () => impact.search(query, 10),
    'two-phase search': () => impact.search(query, 10, { queryCut: 1 }),
    'batch search': () => impact.batchSearch([query, query], ['a', 'b'], 10),
    'text search': () => text.search('alpha', 10, { fields: { contents: 1, title: 1 } }),
    'hybrid search': () => hybrid.search('alpha', 10),
    'impact explanation': () => impact.explain(query, 'd3'),
    'text explanation': () => text.explain('alpha beta', 'd3'),
    document: () => text.doc('d3'),
    documents: () => impact.batchDoc(['d3', 'd4', 'absent']),
    vector: () => impact.getDocumentVector('d3'),
  };
}

describe('searchers under refresh and close', () => {
  it('fails no call while the index is refreshed, and shows each commit at once', async () => {
    const { impact: impactIndex, text: textIndex, add } = await indexes();
    await using impact = await LuceneImpactSearcher.open(impactIndex);
    await using text = await LuceneSearcher.open(textIndex);
    let stop = false;
    const done = new Map<string, number>();
    const clients = Object.entries(calls(impact, text)).map(async ([name, call]) => {
      while (!stop) {
        expect(await call(), name).toBeDefined();
        done.set(name, (done.get(name) ?? 0) + 1);
      }
    });
    try {
      for (let commit = 1; commit <= 5; commit++) {
        await add(1000 + commit);
        expect(await Promise.all([impact.refresh(), text.refresh()])).toEqual([true, true]);
        expect([impact.numDocs, text.numDocs]).toEqual([500 + commit, 500 + commit]);
        const found = await impact.search(new Map([[`t${1000 + commit}`, 1]]));
        expect(found.map(({ docid }) => docid)).toEqual([`d${1000 + commit}`]);
      }
      expect(await impact.refresh()).toBe(false);
    } finally {
      stop = true;
      await Promise.all(clients);
    }
    expect([...done.values()].every((count) => count > 0)).toBe(true);
    expect(done.size).toBe(clients.length);
  });

  it('lets the calls under way end when it is closed, and refuses the others', async () => {
    const { impact: impactIndex, text: textIndex } = await indexes();
    for (let round = 0; round < 10; round++) {
      const impact = await LuceneImpactSearcher.open(impactIndex);
      const text = await LuceneSearcher.open(textIndex);
      const running = Object.values({
        ...calls(impact, text),
        refresh: () => impact.refresh(),
      }).map((call) => call());
      const closed = Promise.all([impact.close(), text.close()]);
      // A hybrid search makes its calls one after another: it may come too late for the second.
      for (const result of await Promise.allSettled(running)) {
        if (result.status === 'rejected') expect((result.reason as TseriniError).code).toBe('CLOSED');
      }
      await closed;
      await expect(impact.search(query)).rejects.toMatchObject({ code: 'CLOSED' });
      await expect(text.refresh()).rejects.toMatchObject({ code: 'CLOSED' });
    }
  });

  it('moves to another index that was put in the place of the one that is open', async () => {
    const { impact, add } = await indexes();
    const folder = await tempFolder();
    const place = join(folder, 'index');
    const one = await write(folder, 'one.jsonl', [1, 2, 5]);
    await new LuceneIndexer(place).index(one);
    await using searcher = await LuceneImpactSearcher.open(place);
    await add(1000);
    await rm(place, { recursive: true });
    await expect(searcher.refresh()).rejects.toMatchObject({ code: 'INDEX' });
    expect((await searcher.search(query)).length).toBe(2);
    await rename(impact, place);
    expect(await searcher.refresh()).toBe(true);
    expect(searcher.numDocs).toBe(501);
  });

  it('pins a commit by a snapshot, which outlives a refresh and the searcher it came from', async () => {
    const { impact, text, add } = await indexes();
    for (const searcher of [await LuceneImpactSearcher.open(impact), await LuceneSearcher.open(text)]) {
      searcher.setRm3();
      await using pinned = await searcher.snapshot();
      expect(pinned.isUsingRm3).toBe(true);
      await add(searcher instanceof LuceneSearcher ? 3000 : 3001);
      expect(await searcher.refresh()).toBe(true);
      expect(await pinned.refresh()).toBe(false);
      await searcher.close();
      expect(pinned.numDocs).toBe(500);
      expect(await pinned.doc('d3')).toBeDefined();
      await expect(searcher.snapshot()).rejects.toMatchObject({ code: 'CLOSED' });
    }
  });

  it('gives hits with the docids of their commit, cached or not', async () => {
    const { impact, add } = await indexes();
    await using searcher = await LuceneImpactSearcher.open(impact);
    const docids = async () => (await searcher.search(query, 1000)).map(({ docid }) => docid).sort();
    const before = await docids();
    for (let i = 0; i < 5; i++) expect(await docids()).toEqual(before);
    await add(2000);
    await searcher.refresh();
    const after = [...before, 'd2000'].sort();
    for (let i = 0; i < 5; i++) expect(await docids()).toEqual(after);
  });
});
