import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader, validateIndex } from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const sound = () => join(folder(), 'sound');

beforeAll(async () => {
  const documents = Array.from({ length: 300 }, (_, i) => ({
    id: `doc-${i}`,
    vector: Array.from({ length: 40 }, (_, j) => [`t${(i * 7 + j * j) % 97}`, 1 + ((i + j) % 9)] as const),
  })).map(({ id, vector }) => ({ id, vector: [...new Map(vector)] }));
  const collection = await writeVectors(join(folder(), 'vectors.jsonl'), documents);
  await new LuceneIndexer(sound(), { storeDocvectors: true, storeContents: true }).index(collection);
});

let copies = 0;

async function copy(): Promise<string> {
  const path = join(folder(), `copy-${copies++}`);
  await cp(sound(), path, { recursive: true });
  return path;
}

/** All files of the index but the lock, which holds nothing. */
async function indexFiles(): Promise<string[]> {
  return (await readdir(sound())).filter((name) => name !== 'write.lock');
}

/** What is said of an index, whether it cannot be opened or only turns out to be damaged. */
async function complaint(index: string): Promise<string> {
  try {
    return (await validateIndex(index)).problems.join('\n');
  } catch (error) {
    expect(error).toMatchObject({ name: 'TseriniError', code: 'INDEX' });
    return (error as Error).message;
  }
}

describe('an index with a damaged file is refused, and the file named', () => {
  it('whichever file is missing', async () => {
    for (const name of await indexFiles()) {
      const index = await copy();
      await rm(join(index, name));
      expect(await complaint(index), name).toContain(name.startsWith('segments_') ? index : name);
    }
  });

  it('whichever file is cut in half', async () => {
    for (const name of await indexFiles()) {
      const index = await copy();
      const path = join(index, name);
      await truncate(path, Math.floor((await readFile(path)).length / 2));
      expect(await complaint(index), name).toContain(name);
    }
  });

  it('whichever file has a flipped bit, with the checksum named where it is not the header', async () => {
    for (const name of await indexFiles()) {
      const index = await copy();
      const path = join(index, name);
      const bytes = await readFile(path);
      // A file ends in 16 bytes of footer with the checksum, and begins with some 50 bytes of header.
      const position = bytes.length - 17;
      bytes[position] = bytes[position]! ^ 1;
      await writeFile(path, bytes);
      const message = await complaint(index);
      expect(message, name).toContain(name);
      if (bytes.length > 300) expect(message, name).toMatch(/checksum/);
    }
  });
});

it('an index by a newer Lucene is refused with that word', async () => {
  const index = await copy();
  const name = (await readdir(index)).find((file) => file.startsWith('segments_'))!;
  const path = join(index, name);
  const bytes = await readFile(path);
  // A header: int32 magic, the codec's name after its length, int32 version; big-endian.
  const version = 4 + 1 + 'segments'.length;
  expect(bytes.toString('latin1', 5, version)).toBe('segments');
  bytes.writeInt32BE(bytes.readInt32BE(version) + 1, version);
  await writeFile(path, bytes);
  for (const open of [LuceneIndexReader.open, LuceneImpactSearcher.open, validateIndex]) {
    await expect(open(index)).rejects.toMatchObject({
      code: 'INDEX',
      message: expect.stringContaining('newer Lucene'),
    });
  }
});

it('a folder that is no index, a file, or nothing is refused', async () => {
  const { open } = LuceneIndexReader;
  await expect(open(folder())).rejects.toMatchObject({ code: 'INDEX' });
  await expect(open(join(folder(), 'vectors.jsonl'))).rejects.toMatchObject({ code: 'INDEX' });
  await expect(open(join(folder(), 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('a field without terms is refused, and those with terms are named', async () => {
  await expect(LuceneIndexReader.open(sound(), { field: 'title' })).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringMatching(/"title".*contents, id|"title".*id, contents/),
  });
});

it('positions that were not indexed are refused', async () => {
  await using reader = await LuceneIndexReader.open(sound());
  await expect(reader.getTermPositions('doc-0')).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringContaining('--storePositions'),
  });
});

it('a closed reader says so in every method, and closing again does nothing', async () => {
  const reader = await LuceneIndexReader.open(sound());
  const begun = reader.terms();
  await begun.next();
  await reader.close();
  await reader.close();
  const query = new Map([['t1', 1]]);
  const calls: Record<string, () => Promise<unknown>> = {
    stats: () => reader.stats(),
    terms: () => reader.terms().next(),
    postings: () => reader.postings('t1').next(),
    getTermCounts: () => reader.getTermCounts('t1'),
    getPostingsList: () => reader.getPostingsList('t1'),
    getDocumentVector: () => reader.getDocumentVector('doc-0'),
    getTermPositions: () => reader.getTermPositions('doc-0'),
    doc: () => reader.doc('doc-0'),
    docByField: () => reader.docByField('id', 'doc-0'),
    computeBm25TermWeight: () => reader.computeBm25TermWeight('doc-0', 't1'),
    computeQueryDocumentScore: () => reader.computeQueryDocumentScore('doc-0', query),
    explain: () => reader.explain(query, 'doc-0'),
    toCollection: () => reader.convertInternalDocidToCollectionDocid(0),
    toInternal: () => reader.convertCollectionDocidToInternalDocid('doc-0'),
    validate: () => reader.validate(),
    dumpVectors: () => reader.dumpVectors(join(folder(), 'out.jsonl')),
  };
  for (const [name, call] of Object.entries(calls)) {
    await expect(call(), name).rejects.toMatchObject({ code: 'CLOSED' });
  }
});

it('closing waits for the calls under way', async () => {
  const reader = await LuceneIndexReader.open(sound());
  const vectors = Array.from({ length: 50 }, (_, i) => reader.getDocumentVector(`doc-${i}`));
  const dump = reader.dumpVectors(join(folder(), 'dump.jsonl'));
  await reader.close();
  const settled = await Promise.allSettled(vectors);
  const refused = settled.filter(({ status }) => status === 'rejected');
  for (const { reason } of refused as PromiseRejectedResult[])
    expect(reason).toMatchObject({ code: 'CLOSED' });
  const [outcome] = await Promise.allSettled([dump]);
  if (outcome!.status === 'rejected') expect(outcome!.reason).toMatchObject({ code: 'CLOSED' });
});
