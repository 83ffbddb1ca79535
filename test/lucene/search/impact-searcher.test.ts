import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneImpactSearcher, LuceneIndexer } from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MadeVector } from '../../support/collections.ts';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const index = () => join(folder(), 'index');
const documents: MadeVector[] = [
  {
    id: 'a',
    vector: [
      ['heart', 3],
      ['lung', 1],
    ],
  },
  {
    id: 'b',
    vector: [
      ['heart', 1],
      ['🥦', 2],
    ],
  },
  { id: '🥦', vector: [['lung', 5]] },
];
const heart = new Map([['heart', 2]]);

async function build(path: string, made: readonly MadeVector[], options = {}): Promise<void> {
  const file = await writeVectors(`${path}.jsonl`, made);
  await new LuceneIndexer(path, { threads: 1, storeContents: true, storeRaw: true, ...options }).index(file);
}

beforeAll(() => build(index(), documents));

it('finds tokens with spaces that Java does not split at', async () => {
  const path = join(folder(), 'spaces');
  const made: MadeVector[] = ['x\u00a0y', '\ufeffa', '\u2007', '\u202fb'].map((token, i) => ({
    id: `d${i}`,
    vector: [[token, 2]],
  }));
  await build(path, made);
  await using searcher = await LuceneImpactSearcher.open(path);
  for (const { id, vector } of made) {
    for (const query of [new Map(vector), vector[0]![0]]) {
      expect((await searcher.search(query)).map(({ docid }) => docid)).toEqual([id]);
    }
  }
});

describe('documents', () => {
  it('gives what is stored, by docid and by number', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    const [hit] = await searcher.search(new Map([['lung', 1]]), 1);
    const byNumber = await searcher.doc(hit!.luceneDocid);
    expect(byNumber).toEqual(await searcher.doc('🥦'));
    expect(byNumber!.docid).toBe('🥦');
    expect(byNumber!.contents).toBe('text of 🥦');
    expect(JSON.parse(byNumber!.raw!).vector).toEqual({ lung: 5 });
    expect((await searcher.docByField('contents', '🥦'))!.docid).toBe('b');
  });

  it('gives many in one call, each as it gives one', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    const docids = ['b', 'not there', '🥦', 'two\nlines', '', 'a', 'b'];
    const found = await searcher.batchDoc(docids);
    expect([...found.keys()]).toEqual(['b', '🥦', 'a']);
    for (const [docid, stored] of found) expect(stored).toEqual(await searcher.doc(docid));
    expect(await searcher.batchDoc([])).toEqual(new Map());
  });

  it('gives undefined for one that is not there', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    for (const docid of ['c', -1, 3]) expect(await searcher.doc(docid)).toBeUndefined();
    expect(await searcher.docByField('nix', 'a')).toBeUndefined();
  });
});

describe('fields', () => {
  const fielded = () => join(folder(), 'fields');
  beforeAll(async () => {
    const records = [
      { id: 'a', contents: 'x x y', title: 'y y y' },
      { id: 'b', contents: 'y', title: 'x' },
      { id: 'c', contents: 'z', title: 'z' },
    ];
    const file = join(folder(), 'fields.jsonl');
    await writeFile(file, records.map((record) => JSON.stringify(record)).join('\n'));
    await new LuceneIndexer(fielded(), {
      collection: 'JsonCollection',
      impact: true,
      analyzer: { pretokenized: true },
      fields: ['title'],
    }).index(file);
  });

  it('adds the fields up, each times its boost', async () => {
    await using searcher = await LuceneImpactSearcher.open(fielded());
    const query = new Map([
      ['x', 10],
      ['y', 1],
    ]);
    const hits = await searcher.search(query, 10, { fields: { contents: 1, title: 0.5 } });
    expect(hits.map(({ docid, score }) => [docid, score])).toEqual([
      ['a', 10 * 2 + 1 + 0.5 * 3],
      ['b', 1 + 0.5 * 10],
    ]);
    const plain = await searcher.search(query, 10);
    expect(plain.map(({ docid, score }) => [docid, score])).toEqual([
      ['a', 21],
      ['b', 1],
    ]);
  });

  it('names a field that is not there, each time', async () => {
    await using searcher = await LuceneImpactSearcher.open(fielded());
    for (let i = 0; i < 2; i++) {
      await expect(searcher.search(heart, 1, { fields: { nix: 1 } })).rejects.toMatchObject({
        code: 'INDEX',
        message: expect.stringContaining('"nix"'),
      });
    }
  });
});

describe('idf', () => {
  it('drops terms at or below the least idf', async () => {
    const found = async (minIdf: number) => {
      await using searcher = await LuceneImpactSearcher.open(index(), undefined, { minIdf });
      const query = new Map([
        ['heart', 1],
        ['🥦', 1],
      ]);
      return (await searcher.search(query)).map(({ docid }) => docid);
    };
    expect(await found(0)).toEqual(['a', 'b']);
    // heart is in 2 of 3 documents, 🥦 in 1.
    expect(await found(Math.log(3 / 2) + 1e-9)).toEqual(['b']);
    expect(await found(Math.log(3) + 1e-9)).toEqual([]);
  });
});

describe('refresh', () => {
  it('sees what was committed since, and searches go on meanwhile', async () => {
    const path = join(folder(), 'refreshed');
    await build(path, documents);
    await using searcher = await LuceneImpactSearcher.open(path);
    expect(await searcher.refresh()).toBe(false);
    await build(
      path,
      [
        {
          id: 'new',
          vector: [
            ['heart', 9],
            ['other', 1],
          ],
        },
      ],
      { append: true },
    );
    const before = await searcher.search(heart, 1);
    expect(before[0]!.docid).toBe('a');
    const [refreshed, ...rankings] = await Promise.all([
      searcher.refresh(),
      ...Array.from({ length: 50 }, () => searcher.search(heart, 1)),
    ]);
    expect(refreshed).toBe(true);
    for (const [hit] of rankings) expect(['a', 'new']).toContain(hit!.docid);
    expect((await searcher.search(heart, 1))[0]!.docid).toBe('new');
    expect(searcher.numDocs).toBe(4);
  });

  it('sees an index that was built anew', async () => {
    const path = join(folder(), 'rebuilt');
    await build(path, documents);
    await using searcher = await LuceneImpactSearcher.open(path);
    await build(path, [
      { id: 'only', vector: [['heart', 1]] },
      { id: 'rest', vector: [['other', 1]] },
    ]);
    expect(await searcher.refresh()).toBe(true);
    expect((await searcher.search(heart)).map(({ docid }) => docid)).toEqual(['only']);
  });
});

describe('docids that are known from searches before', () => {
  it('are those of the commit that was searched', async () => {
    const path = join(folder(), 'docids');
    await build(path, documents);
    await using searcher = await LuceneImpactSearcher.open(path);
    const both = new Map([...heart, ['lung', 1]]);
    for (let commit = 0; commit < 3; commit++) {
      const ids = [`🥦${commit}`, `b${commit}`, 'a'];
      await build(
        path,
        [...documents].reverse().map(({ vector }, i) => ({ id: ids[i]!, vector })),
      );
      expect(await searcher.refresh()).toBe(true);
      const expected = await searcher.search(both);
      expect(expected.map(({ docid }) => docid)).toEqual(['a', ids[0], ids[1]]);
      for (let i = 0; i < 5; i++) expect(await searcher.search(both)).toEqual(expected);
    }
  });
});

describe('large queries and weights', () => {
  it('takes a query of 20,000 terms', async () => {
    const path = join(folder(), 'many-terms');
    const vector = Array.from({ length: 20_000 }, (_, i) => [`term${i}`, 1] as const);
    await build(path, [{ id: 'all', vector }, { id: 'one', vector: vector.slice(0, 1) }, documents[0]!]);
    await using searcher = await LuceneImpactSearcher.open(path);
    const hits = await searcher.search(new Map(vector), 10);
    expect(hits.map(({ docid, score }) => [docid, score])).toEqual([
      ['all', 20_000],
      ['one', 1],
    ]);
  });

  it('warns once of scores that float32 cannot all hold', async () => {
    const warnings: string[] = [];
    await using searcher = await LuceneImpactSearcher.open(index(), undefined, {
      onWarning: (message) => warnings.push(message),
    });
    await searcher.search(new Map([['🥦', 2 ** 23]]), 1);
    expect(warnings).toEqual([]);
    for (let i = 0; i < 2; i++) await searcher.search(new Map([['🥦', 2 ** 24]]), 1);
    expect(warnings).toEqual([expect.stringContaining('16,777,216')]);
  });

  it('refuses weights, boosts and cuts that cannot be', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e39]) {
      const refused = { code: 'USAGE', value: weight };
      await expect(searcher.search(new Map([['x', weight]]))).rejects.toMatchObject(refused);
      await expect(searcher.search(heart, 1, { fields: { contents: weight } })).rejects.toMatchObject(
        refused,
      );
    }
    for (const count of [0, -1, 0.5]) {
      const refused = { code: 'USAGE', value: count };
      await expect(searcher.search(heart, count)).rejects.toMatchObject(refused);
      await expect(searcher.search(heart, 1, { queryCut: count })).rejects.toMatchObject(refused);
    }
  });
});

describe('the end', () => {
  it('waits for the searches under way, and then refuses to work', async () => {
    const searcher = await LuceneImpactSearcher.open(index());
    const running = Array.from({ length: 20 }, () => searcher.search(heart));
    await searcher.close();
    for (const hits of await Promise.all(running)) expect(hits.length).toBe(2);
    const closed = { code: 'CLOSED', message: expect.stringContaining(index()) };
    await expect(searcher.search(heart)).rejects.toMatchObject(closed);
    await expect(searcher.doc('a')).rejects.toMatchObject(closed);
    await expect(searcher.refresh()).rejects.toMatchObject(closed);
    expect(() => searcher.setRm3()).toThrow(expect.objectContaining(closed));
    await searcher.close();
  });
});
