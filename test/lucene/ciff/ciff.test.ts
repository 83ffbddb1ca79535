import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  importCiff,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  readTopics,
  validateIndex,
} from 'tserini';
import { describe, expect, it } from 'vitest';
import { type Ciff, ciffBytes, readCiff, smallCiff } from '../../support/ciff-file.ts';
import { madeVectors, writeVectors } from '../../support/collections.ts';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { suiteFolder, tempFolder } from '../../support/temp.ts';
import { readVectors } from '../../support/vectors.ts';

const folder = suiteFolder();

async function exportIndex(index: string, file: string): Promise<string> {
  await using reader = await LuceneIndexReader.open(index);
  await reader.exportCiff(file);
  return file;
}

/** The documents of an index in its order. */
async function vectorsOf(index: string): Promise<{ id: string; vector: object }[]> {
  const file = `${index}.jsonl`;
  await using reader = await LuceneIndexReader.open(index);
  await reader.dumpVectors(file);
  return readVectors(file).map(({ id, vector }) => ({ id, vector: [...vector] }));
}

describe('export', () => {
  it('writes what the index has: lists by term, documents in order, counts', async () => {
    const [vectors, index] = [join(folder(), 'some.jsonl'), join(folder(), 'some')];
    await writeVectors(vectors, [
      { id: 'x', vector: [['b', 2]] },
      {
        id: 'y',
        vector: [
          ['b', 300],
          ['a', 1],
        ],
      },
      { id: 'z', vector: [['é', 70_000]] },
    ]);
    await new LuceneIndexer(index, { threads: 1 }).index(vectors);
    const { header, lists, documents } = readCiff(
      readFileSync(await exportIndex(index, join(folder(), 'some.ciff'))),
    );
    expect(header).toMatchObject({
      version: 1,
      totalPostingsLists: 3,
      totalDocs: 3,
      totalTermsInCollection: 70_303,
      averageDoclength: 70_303 / 3,
      description: expect.stringMatching(/^impacts, written by tserini \S+; some\.jsonl$/),
    });
    expect(lists).toEqual([
      { term: 'a', df: 1, cf: 1, postings: [{ docid: 1, tf: 1 }] },
      {
        term: 'b',
        df: 2,
        cf: 302,
        postings: [
          { docid: 0, tf: 2 },
          { docid: 1, tf: 300 },
        ],
      },
      { term: 'é', df: 1, cf: 70_000, postings: [{ docid: 2, tf: 70_000 }] },
    ]);
    expect(documents).toEqual([
      { docid: 0, collectionDocid: 'x', doclength: 2 },
      { docid: 1, collectionDocid: 'y', doclength: 301 },
      { docid: 2, collectionDocid: 'z', doclength: 70_000 },
    ]);
  });

  it('leaves documents out that were replaced', async () => {
    const [index, first, second] = ['deleted', 'first.jsonl', 'second.jsonl'].map((name) =>
      join(folder(), name),
    ) as [string, string, string];
    const all = { vector: [['all', 5]] as const };
    await writeVectors(first, [
      { id: 'a', vector: [['gone', 1]] },
      { id: 'b', ...all },
    ]);
    await writeVectors(second, [{ id: 'a', ...all }]);
    await new LuceneIndexer(index, { threads: 1 }).index(first);
    await new LuceneIndexer(index, { threads: 1, append: true, uniqueDocid: true }).index(second);
    const { lists, documents } = readCiff(
      readFileSync(await exportIndex(index, join(folder(), 'deleted.ciff'))),
    );
    expect(lists).toEqual([
      {
        term: 'all',
        df: 2,
        cf: 10,
        postings: [
          { docid: 0, tf: 5 },
          { docid: 1, tf: 5 },
        ],
      },
    ]);
    const order = (await vectorsOf(index)).map(({ id }) => id);
    expect(documents.map(({ collectionDocid }) => collectionDocid)).toEqual(order);
    expect(order.toSorted()).toEqual(['a', 'b']);
  });

  it('refuses an index with a weight above the limit', async () => {
    const file = join(folder(), 'limit.ciff');
    await using reader = await LuceneIndexReader.open(join(folder(), 'some'));
    await reader.exportCiff(file, { maxWeight: 70_000 });
    const other = join(folder(), 'other.ciff');
    await expect(reader.exportCiff(other, { maxWeight: 255 })).rejects.toMatchObject({
      code: 'INDEX',
      message: expect.stringMatching(
        /^a weight of "b" is 300, above the limit of 255; no file was written: /,
      ),
    });
    expect([existsSync(file), existsSync(other)]).toEqual([true, false]);
  });

  it('refuses a text index, and leaves no file after a stop', async () => {
    const [texts, index] = [join(folder(), 'texts.jsonl'), join(folder(), 'texts')];
    await writeFile(texts, '{"id": "1", "contents": "hearts and lungs and more"}\n');
    await new LuceneIndexer(index, { collection: 'JsonCollection' }).index(texts);
    const file = join(folder(), 'texts.ciff');
    await expect(exportIndex(index, file)).rejects.toMatchObject({
      code: 'INDEX',
      message: expect.stringMatching(/^this is a text index .*: only an impact index can be written/),
    });
    await using reader = await LuceneIndexReader.open(join(folder(), 'some'));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(reader.exportCiff(file, { signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(existsSync(file)).toBe(false);
  });
});

it('an import of an export has the same vectors in the same order, and exports the same', async () => {
  const work = await tempFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(madeVectors, fc.boolean(), async (documents, compressed) => {
      const at = (name: string) => join(work, `${count}-${name}`);
      count++;
      const vectors = await writeVectors(at('vectors.jsonl'), documents);
      await new LuceneIndexer(at('index')).index(vectors);
      const file = await exportIndex(at('index'), at(compressed ? 'i.ciff.gz' : 'i.ciff'));
      const summary = await importCiff(file, at('imported'));
      expect(summary.documents).toBe(documents.length);
      expect(await vectorsOf(at('imported'))).toEqual(await vectorsOf(at('index')));
      expect(await validateIndex(at('imported'))).toMatchObject({ sound: true });
      const [before, after] = [
        readFileSync(file),
        readFileSync(await exportIndex(at('imported'), at(compressed ? 'j.ciff.gz' : 'j.ciff'))),
      ].map((bytes) => readCiff(compressed ? gunzipSync(bytes) : bytes));
      expect(after!.lists).toEqual(before!.lists);
      expect(after!.documents).toEqual(before!.documents);
      expect((await readdir(at('imported'))).filter((name) => name.includes('ciff'))).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

describe('import', () => {
  it('takes lists in any order, counts left out, documents without postings, and unknown fields', async () => {
    const [file, index] = [join(folder(), 'small.ciff'), join(folder(), 'small')];
    const lists = [
      ...smallCiff.lists,
      {
        term: 'a',
        postings: [
          { docid: 0, tf: 7 },
          { docid: 2, tf: 2 },
        ],
      },
    ];
    const header = Buffer.from([0x08, 1, 0x10, 3, 0x18, 4, 0x7d, 1, 2, 3, 4]);
    const documents = [...smallCiff.documents, { docid: 3, collectionDocid: 'empty' }];
    const rest = ciffBytes({ header: {}, lists, documents });
    await writeFile(file, Buffer.concat([Buffer.from([header.length]), header, rest.subarray(rest[0]! + 1)]));
    const steps: number[] = [];
    expect(await importCiff(file, index, { onProgress: (done) => steps.push(done) })).toEqual({
      documents: 4,
      terms: 3,
    });
    expect(steps.at(-1)).toBe(3);
    expect(await vectorsOf(index)).toEqual([
      {
        id: 'one',
        vector: [
          ['a', 7],
          ['heart', 3],
        ],
      },
      { id: 'two', vector: [['lung', 8]] },
      {
        id: 'three',
        vector: [
          ['a', 2],
          ['lung', 1],
        ],
      },
      { id: 'empty', vector: [] },
    ]);
    await using reader = await LuceneIndexReader.open(index);
    expect(reader.description).toMatchObject({
      kind: 'impact',
      isRecorded: true,
      documents: 4,
      collections: [{ name: 'small.ciff', documents: 4 }],
    });
  });

  it('can be appended to', async () => {
    const [file, index, more] = [join(folder(), 'm.ciff'), join(folder(), 'm'), join(folder(), 'm.jsonl')];
    await writeFile(file, ciffBytes(smallCiff));
    await importCiff(file, index);
    await writeVectors(more, [{ id: 'four', vector: [['lung', 100]] }]);
    await new LuceneIndexer(index, { append: true }).index(more);
    await using searcher = await LuceneImpactSearcher.open(index);
    const hits = await searcher.search(new Map([['lung', 1]]));
    expect(hits.map(({ docid, score }) => [docid, score])).toEqual([
      ['four', 100],
      ['two', 8],
      ['three', 1],
    ]);
  });

  const [lung, heart] = smallCiff.lists as [Ciff['lists'][number], Ciff['lists'][number]];
  const [one, two, three] = smallCiff.documents as unknown as [
    Ciff['documents'][number],
    Ciff['documents'][number],
    Ciff['documents'][number],
  ];
  const bytesOf = (changes: Partial<Ciff>) => ciffBytes({ ...smallCiff, ...changes });
  const withPostings = (...postings: [number, number][]) =>
    bytesOf({ lists: [{ term: 't', postings: postings.map(([docid, tf]) => ({ docid, tf })) }] });
  const whole = bytesOf({});
  const odd: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
    'an empty file': [Buffer.alloc(0), /byte 0: the file is cut off/],
    'a text': [Buffer.from('{"id": "d1", "vector": {"heart": 12}}\n'.repeat(9)), /byte \d+: .*/],
    'another version': [
      bytesOf({ header: { version: 2 } }),
      /not a CIFF file of version 1, but of version 2/,
    ],
    'more lists than there are': [
      bytesOf({ header: { numPostingsLists: 3 } }),
      /byte \d+: list 2 of postings/,
    ],
    'fewer lists than there are': [bytesOf({ header: { numPostingsLists: 1 } }), /byte \d+: /],
    '2^31 - 1 lists': [
      bytesOf({ header: { numPostingsLists: 2 ** 31 - 1 } }),
      /the header says 2147483647 lists of postings, for which the file is too short/,
    ],
    '2^31 - 1 documents': [
      bytesOf({ header: { numDocs: 2 ** 31 - 1 } }),
      /the header says 2147483647 documents, for which the file is too short/,
    ],
    'a negative count': [bytesOf({ header: { numDocs: -1 } }), /the header says -1 documents/],
    'fewer documents': [bytesOf({ header: { numDocs: 2 } }), /a posting of document 2, .* 2 documents/],
    'more documents': [bytesOf({ header: { numDocs: 4 } }), /byte \d+: the file is cut off/],
    'bytes at the end': [Buffer.concat([whole, Buffer.from([0])]), /the file goes on after the 2 lists/],
    'a df that lies': [bytesOf({ lists: [{ ...lung, df: 3 }, heart] }), /list 0 \("lung"\) says 3 documents/],
    'a df of 2^31': [bytesOf({ lists: [lung, { ...heart, df: 2 ** 31 }] }), /says 2147483648 documents/],
    'a cf that lies': [bytesOf({ lists: [{ ...lung, cf: 8 }, heart] }), /total weight 8, and has 2 of 9/],
    'a docid twice in a list': [withPostings([1, 1], [0, 1]), /not above the one before it: its gap is 0/],
    'docids in descending order': [withPostings([1, 1], [-1, 1]), /its gap is -1/],
    'a docid out of range': [withPostings([0, 1], [3, 1]), /a posting of document 3, .* 3 documents/],
    'a docid beyond 2^31': [withPostings([2, 1], [2 ** 31 - 1, 1]), /a posting of document 2147483649/],
    'a weight of 0': [withPostings([0, 0]), /byte \d+: a weight of 0; weights are whole numbers from 1/],
    'a negative weight': [withPostings([0, -5]), /a weight of -5/],
    'weights that sum to more than 2^31 - 1': [
      bytesOf({
        lists: ['t', 'u'].map((term) => ({ term, postings: [{ docid: 0, tf: 2 ** 30 }] })),
      }),
      /the weights of document 0 sum to more than Lucene's 2147483647/,
    ],
    'a list without postings': [bytesOf({ lists: [{ term: 't', postings: [] }] }), /has no postings/],
    'a list without a term': [bytesOf({ lists: [{ ...heart, term: '' }] }), /list 0 of postings has no term/],
    'a term twice': [bytesOf({ lists: [heart, lung, heart] }), /two lists .* "heart", number 0 and number 2/],
    'a term that is too long': [
      bytesOf({ lists: [{ ...heart, term: 'x'.repeat(40_000) }] }),
      /a term is longer than Lucene's 32766 bytes/,
    ],
    'a docid twice': [
      bytesOf({ documents: [one, two, { ...three, collectionDocid: 'one' }] }),
      /two documents have the docid "one", number 0 and number 2/,
    ],
    'documents out of order': [
      bytesOf({ documents: [one, three, two] }),
      /the record of document 2 is where that of document 1 belongs|record of document 2 .* 1 belongs/,
    ],
    'a document without a docid': [
      bytesOf({ documents: [one, two, { docid: 2, collectionDocid: '' }] }),
      /document 2 has no docid/,
    ],
    'a term that is not UTF-8': [
      Buffer.from(whole.toString('latin1').replace('heart', 'he\xffrt'), 'latin1'),
      /the term of list 1 is not UTF-8/,
    ],
    'no documents': [ciffBytes({ header: {}, lists: [], documents: [] }), /holds no documents/],
  };

  it.each(Object.entries(odd))('refuses %s', async (_, [bytes, message]) => {
    const file = join(await tempFolder(), 'odd.ciff');
    const index = `${file}.index`;
    await writeFile(file, bytes);
    await expect(importCiff(file, index)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
    await expect(importCiff(file, index)).rejects.toMatchObject({
      message: expect.stringContaining('odd.ciff'),
    });
    expect(existsSync(index)).toBe(false);
  });

  it('refuses a file that is cut off at any byte, and keeps the index that is there', async () => {
    const [file, index] = [join(folder(), 'cut.ciff'), join(folder(), 'cut')];
    await writeFile(file, whole);
    await importCiff(file, index);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      await expect(importCiff(file, index)).rejects.toMatchObject({ code: 'INPUT' });
    }
    const compressed = gzipSync(whole);
    await writeFile(file, compressed.subarray(0, compressed.length - 9));
    await expect(importCiff(file, index)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(/^damaged gzip file .*cut\.ciff$/),
    });
    expect(await vectorsOf(index)).toHaveLength(3);
    expect((await readdir(index)).filter((name) => name.includes('ciff'))).toEqual([]);
  });

  it('names what is missing, a folder, and a stop', async () => {
    await expect(importCiff(join(folder(), 'none.ciff'), folder())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(importCiff(folder(), join(folder(), 'i'))).rejects.toMatchObject({ code: 'USAGE' });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(importCiff(folder(), join(folder(), 'i'), { signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });
});

it.skipIf(!hasSharedData)(
  `real documents, exported and imported, give the same hits${needsSharedData}`,
  { timeout: 120_000 },
  async () => {
    const data = (name: string) => sharedData(`nfcorpus-splade-v3/${name}`);
    const at = (name: string) => join(folder(), `nfcorpus.${name}`);
    // More than a block of postings has.
    const lines = gunzipSync(readFileSync(data('vectors.jsonl.gz')))
      .toString('utf8')
      .split('\n')
      .slice(0, 500);
    writeFileSync(at('jsonl'), `${lines.join('\n')}\n`);
    await new LuceneIndexer(at('index')).index(at('jsonl'));
    await importCiff(await exportIndex(at('index'), at('ciff.gz')), at('imported'));
    await using original = await LuceneImpactSearcher.open(at('index'));
    await using imported = await LuceneImpactSearcher.open(at('imported'));
    for (const { text } of await readTopics(data('topics.nfcorpus.test.splade-v3.tsv.gz'))) {
      expect(await imported.search(text, 300)).toEqual(await original.search(text, 300));
    }
  },
);
