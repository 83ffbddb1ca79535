import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type IndexerOptions, LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader } from 'tserini';
import { expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';

const line = (id: unknown, vector: object) =>
  `${JSON.stringify({ id, contents: `text of ${id}`, vector })}\n`;

async function index(contents: string | Record<string, string | Buffer>, options: IndexerOptions = {}) {
  const folder = await tempFolder();
  const files = typeof contents === 'string' ? { 'docs.jsonl': contents } : contents;
  const input = join(folder, 'input');
  await mkdir(join(input, 'sub'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(input, name), text);
  const path = join(folder, 'index');
  return { path, input, result: await new LuceneIndexer(path, options).index(input) };
}

/** The ids and weights of the documents with a token, best first. */
async function search(path: string, token: string) {
  await using searcher = await LuceneImpactSearcher.open(path);
  return (await searcher.search(new Map([[token, 1]]), 100)).map(({ docid, score }) => `${docid} ${score}`);
}

it('reads a folder of JSONL and JSON files, an object or an array, plain or gzipped, subfolders too', async () => {
  const { path, result } = await index({
    'a.jsonl': line('a1', { x: 10 }) + line('a2', { y: 20 }),
    'b.jsonl.gz': gzipSync(line('b', { x: 30 })),
    'c.json': JSON.stringify({ id: 'c', vector: { x: 40 } }, null, 2),
    'sub/d.json.gz': gzipSync(
      JSON.stringify([
        { id: 'd', vector: { x: 50 } },
        { id: 5, vector: { x: 60 } },
      ]),
    ),
    'notes.txt': 'not a part of the collection',
  });
  expect(result).toMatchObject({ indexed: 6, empty: 0 });
  expect(await search(path, 'x')).toEqual(['5 60', 'd 50', 'c 40', 'b 30', 'a1 10']);
});

// The same exceptions from Lucene mean that the index is damaged.
it.each(['docs.jsonl.gz', 'docs.json.gz'])('names %s where its gzip is damaged', async (name) => {
  const whole = gzipSync(line('a', { x: 10 }));
  const flipped = Buffer.from(whole);
  flipped[12]! ^= 0xff;
  for (const damaged of [
    whole.subarray(0, -4),
    whole.subarray(0, 15),
    flipped,
    Buffer.from('no gzip at all'),
  ]) {
    await expect(index({ [name]: damaged })).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(`/${name}`),
    });
  }
});

it('cuts fractions, counts them, and leaves empty documents out', async () => {
  const { path, result } = await index(
    line('half', { x: 2.5, z: 1 }) + line('empty', {}) + line('zero', { x: 0 }) + line('small', { x: 0.9 }),
  );
  expect(result).toMatchObject({ indexed: 1, empty: 3, fractionalWeights: 2 });
  expect(await search(path, 'x')).toEqual([]); // In every document: it counts for nothing.
  expect(await search(path, 'z')).toEqual([]);
});

it('uses the last of two entries of a name, as Anserini does', async () => {
  const { path } = await index(
    '{"id": "a", "vector": {"x": 1, "z": 5, "x": 2, "z": 0}}\n' +
      '{"id": "b", "vector": {"y": 3}, "vector": {"w": 4}}\n',
  );
  expect(await search(path, 'x')).toEqual(['a 2']);
  expect(await search(path, 'w')).toEqual(['b 4']);
  expect([...(await search(path, 'y')), ...(await search(path, 'z'))]).toEqual([]);
});

// Python's json.dumps escapes surrogate pairs.
it('reads a token the same whether it is escaped or not', async () => {
  const unit = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const escaped = (text: string) => `"${text.split('').map(unit).join('')}"`;
  const vectorOf = async (tokens: readonly string[], written: (text: string) => string) => {
    const weights = tokens.map((token, i) => `${written(token)}: ${i + 1}`);
    const { path } = await index(`{"id": "d", "vector": {${weights.join(', ')}}}\n`, {
      storeDocvectors: true,
    });
    await using reader = await LuceneIndexReader.open(path);
    return reader.getDocumentVector('d');
  };
  const token = fc.string({ unit: 'binary', maxLength: 8 }).map((text) => `a${text}`);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(token, { minLength: 1, maxLength: 200 }), async (tokens) => {
      expect(await vectorOf(tokens, escaped)).toEqual(await vectorOf(tokens, JSON.stringify));
    }),
    { numRuns: 10, examples: [[['🥦', 'a🥦', '🥦🥦', 'é', '日本']]] },
  );
});

it('splits a token at white space, as indexing pseudo-text does', async () => {
  const { path } = await index(line('a', { 'new york': 3, york: 4 }) + line('b', { other: 1 }));
  expect(await search(path, 'new')).toEqual(['a 3']);
  expect(await search(path, 'york')).toEqual(['a 7']);
});

it('gives the same results with any number of threads, from one file', async () => {
  const many = Array.from({ length: 5000 }, (_, i) =>
    line(`d${i}`, { [`t${i % 7}`]: (i % 90) + 1, all: 1 }),
  ).join('');
  const runs = [];
  for (const threads of [1, 2, 5]) runs.push(await search((await index(many, { threads })).path, 't3'));
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});

it('makes one segment of a small index that several threads wrote', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => line(`d${i}`, { [`t${i}`]: 1, all: 1 })).join('');
  const segments = async (threads: number) => {
    const { path } = await index(many, { threads, memoryBuffer: 0.1 });
    expect(await search(path, 't3')).toEqual(['d3 1']);
    return readdirSync(path).filter((name) => name.endsWith('.si')).length;
  };
  expect(await segments(2)).toBe(1);
  // One thread keeps the order of the documents, which merging may change.
  expect(await segments(1)).toBeGreaterThan(1);
});

it.each([
  ['{"id": "a", "vector": {"x": 1}}\nnot json\n', 'docs.jsonl:2: not valid JSON'],
  ['{"id": "a", "vector": {"x": 1}\n{"id": "b", "vector": {"x": 1}}\n', 'docs.jsonl:1: not valid JSON'],
  ['\n\n{"vector": {"x": 1}}\n', 'docs.jsonl:3: no "id"'],
  ['{"id": "a"}\n', 'docs.jsonl:1: document a has no "vector"'],
  ['{"id": "a", "vector": [0.1, 0.2]}\n', 'docs.jsonl:1: "vector" is not an object'],
  ['{"id": "a", "vector": {"x": -1}}\n', 'docs.jsonl:1: the weight of token "x" is -1'],
  ['{"id": "a", "vector": {"x": NaN}}\n', 'docs.jsonl:1: the weight of token "x" is NaN'],
  ['{"id": "a", "vector": {"x": "1"}}\n', 'docs.jsonl:1: the weight of token "x" is not a number'],
  [
    '{"id": "a", "vector": {"x": 2147483647, "y": 1}}\n',
    'docs.jsonl:1: the weights of document a sum to 2147483648',
  ],
  ['"a"\n', 'docs.jsonl:1: expected a JSON object'],
  ['', 'the collection holds no documents'],
])('refuses %j and leaves nothing behind', async (contents, message) => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'docs.jsonl'), contents);
  const path = join(folder, 'index');
  await expect(new LuceneIndexer(path).index(join(folder, 'docs.jsonl'))).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining(message),
  });
  expect(existsSync(path)).toBe(false);
});

it('names the first twenty broken records and counts the rest', async () => {
  const broken = Array.from({ length: 25 }, (_, i) => (i % 2 ? 'oops\n' : line(`d${i}`, { x: 1 }))).join('');
  const error = await index(broken + 'oops\n'.repeat(30)).catch((e) => e);
  const named = (error.message as string).split('\n').filter((text) => /docs\.jsonl:\d+: /.test(text));
  expect(named).toHaveLength(20);
  expect(named[1]).toContain('docs.jsonl:4: not valid JSON');
  expect(error.message).toContain('and 22 more');
});

it('refuses duplicate ids and names them, before anything changes', async () => {
  const good = await index(line('old', { x: 1 }) + line('other', { y: 1 }));
  const bad = join(good.input, 'docs.jsonl');
  await writeFile(bad, line('a', { x: 1 }) + line('b', { x: 1 }) + line('a', { y: 1 }));
  await expect(new LuceneIndexer(good.path).index(bad)).rejects.toThrow(
    /duplicate ids: a \(nothing was indexed/,
  );
  expect(await search(good.path, 'x')).toEqual(['old 1']);
});

it('keeps the last of each id with uniqueDocid, also when that one is empty', async () => {
  // Lucene counts a replaced document until it merges it away: the last ones keep x from being in every document.
  const others = ['c', 'd', 'e', 'f'].map((id) => line(id, { y: 1 })).join('');
  const { path } = await index(
    line('a', { x: 1 }) + line('b', { x: 9 }) + line('a', { x: 2 }) + line('b', {}) + others,
    { uniqueDocid: true },
  );
  expect(await search(path, 'x')).toEqual(['a 2']);
});

it('appends, and sees a duplicate of what was there before', async () => {
  const first = await index(line('a', { x: 1 }) + line('z', { y: 1 }));
  const more = join(first.input, 'more.jsonl');
  await writeFile(more, line('b', { x: 2 }));
  await new LuceneIndexer(first.path, { append: true }).index(more);
  expect(await search(first.path, 'x')).toEqual(['b 2', 'a 1']);
  await expect(new LuceneIndexer(first.path, { append: true }).index(more)).rejects.toThrow(
    'duplicate ids: b',
  );
});

it('replaces an index as a whole, and deletes what a killed run left', async () => {
  const { path, input } = await index(line('a', { x: 1 }) + line('z', { y: 1 }));
  await writeFile(join(path, '_7.fdt'), 'half a segment');
  await writeFile(join(input, 'docs.jsonl'), line('b', { x: 2 }) + line('z', { y: 1 }));
  await new LuceneIndexer(path).index(input);
  expect(await search(path, 'x')).toEqual(['b 2']);
  expect(readdirSync(path)).not.toContain('_7.fdt');
});

it('refuses a folder with other files than an index', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'docs.jsonl'), line('a', { x: 1 }));
  await expect(new LuceneIndexer(folder).index(join(folder, 'docs.jsonl'))).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringContaining('docs.jsonl'),
  });
  await expect(new LuceneIndexer(join(folder, 'docs.jsonl')).index(folder)).rejects.toMatchObject({
    code: 'INDEX',
  });
});

it('names what is not found, and stops when the signal is aborted', async () => {
  const folder = await tempFolder();
  const indexer = new LuceneIndexer(join(folder, 'index'));
  await expect(indexer.index('/no/such/folder')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(indexer.index(folder)).rejects.toMatchObject({ code: 'INPUT' });

  await writeFile(join(folder, 'docs.jsonl'), line('a', { x: 1 }).repeat(1_000_000));
  const controller = new AbortController();
  const work = indexer.index(folder, { signal: controller.signal });
  setTimeout(() => controller.abort(), 150);
  await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(existsSync(join(folder, 'index'))).toBe(false);
});

it('refuses options out of range', () => {
  expect(() => new LuceneIndexer('x', { threads: 0 })).toThrow('threads');
  expect(() => new LuceneIndexer('x', { memoryBuffer: -1 })).toThrow('memoryBuffer');
});

it('takes relative paths from the folder in which the process works by then', async () => {
  const { path } = await index(line('a', { x: 1 }) + line('c', { y: 1 }));
  expect(await search(path, 'x')).toEqual(['a 1']);
  const elsewhere = join(path, '..', 'elsewhere');
  await mkdir(elsewhere);
  const before = process.cwd();
  process.chdir(elsewhere);
  try {
    await writeFile('docs.jsonl', line('b', { x: 2 }) + line('c', { y: 1 }));
    await new LuceneIndexer('index').index('docs.jsonl');
    expect(await search('index', 'x')).toEqual(['b 2']);
    expect(readdirSync(elsewhere).sort()).toEqual(['docs.jsonl', 'index']);
  } finally {
    process.chdir(before);
  }
});
