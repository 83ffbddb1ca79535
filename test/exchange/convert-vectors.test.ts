import { existsSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { convertVectors, type vectorFormats } from 'tserini';
import { describe, expect, it } from 'vitest';
import { madeVectors, writeVectors } from '../support/collections.ts';
import { type Matrix, npy, npzBytes, numbersOf } from '../support/npz-file.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

const folder = suiteFolder();

const vectorsOf = (path: string) =>
  readVectors(path).map(({ id, vector }) => ({ id, vector: new Map(vector) }));

it('every format that is read gives back what was written', async () => {
  const work = await tempFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(madeVectors, fc.constantFrom('npz', 'indices', 'jsonl'), async (documents, format) => {
      const at = (name: string) => join(work, `${count}-${name}`);
      count++;
      const vectors = await writeVectors(at('vectors.jsonl'), documents);
      const file = at(format === 'npz' ? 'other.npz' : 'other.jsonl.gz');
      const { beside } = await convertVectors(vectors, file, { format: format as 'npz' });
      expect(beside).toHaveLength(format === 'npz' ? 2 : format === 'indices' ? 1 : 0);
      await convertVectors(file, at('back.jsonl'), {
        from: format as 'npz',
        ...(format === 'jsonl' ? {} : { vocabulary: at('other.vocabulary.txt') }),
        ...(format === 'npz' ? { docids: at('other.docids.txt') } : {}),
      });
      expect(vectorsOf(at('back.jsonl'))).toEqual(vectorsOf(vectors));
      expect((await readdir(work)).filter((name) => name.includes('tmp'))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

describe('feeds', () => {
  const write = async (format: (typeof vectorFormats)[number], options: object = {}) => {
    const vectors = join(folder(), 'feed-in.jsonl');
    await writeFile(
      vectors,
      '{"id": "d\\u00e9 1", "contents": "a \\"b\\"", "vector": {"b.c": 2.5, "1995": 7, "zero": 0}}\n' +
        '{"id": "2", "vector": {"1995": 1}}\n',
    );
    const file = join(folder(), `feed.${format}.ndjson`);
    await convertVectors(vectors, file, { format, ...options });
    return readFileSync(file, 'utf8');
  };
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);

  it('Elasticsearch: actions and documents; ELSER writes a dot as two underscores', async () => {
    expect(lines(await write('elasticsearch', { name: 'docs' }))).toEqual([
      { index: { _index: 'docs', _id: 'dé 1' } },
      { docid: 'dé 1', contents: 'a "b"', vector: { b__c: 2.5, 1995: 7 } },
      { index: { _index: 'docs', _id: '2' } },
      { docid: '2', vector: { 1995: 1 } },
    ]);
  });

  it('OpenSearch: the same, with tokens as index.opensearch has them', async () => {
    const text = await write('opensearch');
    expect(lines(text).slice(0, 2)).toEqual([
      { index: { _id: 'dé 1' } },
      { docid: 'dé 1', contents: 'a "b"', vector: { 'b%2Ec': 2.5, 1995: 7 } },
    ]);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('Qdrant: bodies of requests with up to 100 points', async () => {
    expect(lines(await write('qdrant'))).toEqual([
      {
        points: [
          {
            id: 0,
            vector: { vector: { indices: [0, 1], values: [2.5, 7] } },
            payload: { docid: 'dé 1', contents: 'a "b"' },
          },
          { id: 1, vector: { vector: { indices: [1], values: [1] } }, payload: { docid: '2' } },
        ],
      },
    ]);
    const many = join(folder(), 'many.jsonl');
    const documents = Array.from({ length: 201 }, (_, i) => ({ id: `${i}`, vector: [['a', 1]] as const }));
    await writeVectors(many, documents);
    await convertVectors(many, join(folder(), 'many.ndjson'), { format: 'qdrant' });
    const requests = lines(readFileSync(join(folder(), 'many.ndjson'), 'utf8')) as { points: object[] }[];
    expect(requests.map(({ points }) => points.length)).toEqual([100, 100, 1]);
  });

  it('Vespa: a put for each document', async () => {
    expect(lines(await write('vespa', { name: 'passage' }))[0]).toEqual({
      put: 'id:passage:passage::dé 1',
      fields: { docid: 'dé 1', contents: 'a "b"', vector: { cells: { 'b.c': 2.5, 1995: 7 } } },
    });
  });

  it('Seismic: id, content and vector', async () => {
    expect(lines(await write('seismic'))).toEqual([
      { id: 'dé 1', content: 'a "b"', vector: { 'b.c': 2.5, 1995: 7, zero: 0 } },
      { id: '2', content: '', vector: { 1995: 1 } },
    ]);
  });

  it('refuses two tokens that would have one name, and an id that is too long', async () => {
    const vectors = join(folder(), 'same.jsonl');
    const output = join(folder(), 'same.ndjson');
    await writeFile(vectors, '{"id": "1", "vector": {"a.b": 1, "a__b": 1}}\n');
    const call = convertVectors(vectors, output, { format: 'elasticsearch' });
    await expect(call).rejects.toMatchObject({
      code: 'INPUT',
      message: 'document 1: two tokens have the name "a__b", in which a dot cannot be',
    });
    await writeFile(vectors, `{"id": "${'x'.repeat(513)}", "vector": {"a": 1}}\n`);
    await expect(convertVectors(vectors, output, { format: 'opensearch' })).rejects.toMatchObject({
      code: 'INPUT',
    });
    expect(existsSync(output)).toBe(false);
  });
});

describe('npz', () => {
  const vocabulary = ['a', 'b', 'c'];
  const convert = async (bytes: Buffer, options: object = {}, tokens = vocabulary) => {
    const work = await tempFolder();
    const [file, words, output] = ['m.npz', 'vocab.txt', 'v.jsonl'].map((name) => join(work, name));
    await writeFile(file!, bytes);
    await writeFile(words!, `${tokens.join('\n')}\n`);
    await convertVectors(file!, output!, { vocabulary: words, ...options }).catch((error) => {
      expect(existsSync(output!)).toBe(false);
      throw error;
    });
    return readFileSync(output!, 'utf8');
  };

  it('reads a matrix of scipy, with the numbers of rows as ids', async () => {
    expect(await convert(npzBytes())).toBe(
      '{"id": "0", "vector": {"a": 1.5, "c": 2}}\n{"id": "1", "vector": {"b": 0.25}}\n',
    );
    expect(await convert(npzBytes(), { scale: 10 })).toBe(
      '{"id": "0", "vector": {"a": 15, "c": 20}}\n{"id": "1", "vector": {"b": 2}}\n',
    );
  });

  it('writes gzip, and whole weights by scale', async () => {
    const work = await tempFolder();
    await writeFile(join(work, 'm.npz'), npzBytes());
    await writeFile(join(work, 'v.txt'), 'a\nb\nc\n');
    const output = join(work, 'v.jsonl.gz');
    await convertVectors(join(work, 'm.npz'), output, { vocabulary: join(work, 'v.txt') });
    expect(gunzipSync(readFileSync(output)).toString()).toContain('{"id": "1", "vector": {"b": 0.25}}\n');
  });

  const array = (name: string, descr: keyof typeof numbersOf, shape: string, values: number[]) => ({
    others: [{ name: `${name}.npy`, contents: npy(descr, shape, numbersOf[descr](values)) }],
  });
  const odd: Readonly<Record<string, readonly [Matrix | Buffer, RegExp]>> = {
    'another form': [{ format: 'csc' }, /the form csc, and not csr: save it after \.tocsr\(\)/],
    'an index out of range': [{ indices: [0, 3, 1] }, /row 0: the index 3 is not one of 3 tokens/],
    'a negative index': [{ indices: [0, -1, 1] }, /row 0: the index -1 is not one of 3 tokens/],
    'an index twice in a row': [{ indices: [2, 2, 1] }, /row 0: the index 2 comes twice/],
    NaN: [{ data: [1, Number.NaN, 1] }, /row 0: the weight of c is not a number from 0 up: NaN/],
    infinity: [{ data: [1, 1, Number.POSITIVE_INFINITY] }, /row 1: the weight of b .*: Infinity/],
    'a negative weight': [{ data: [-1, 1, 1] }, /row 0: the weight of a is not a number from 0 up: -1/],
    'more columns than tokens': [{ shape: [2, 4] }, /it has 4 columns, and the vocabulary 3 tokens/],
    'rows that lie': [{ shape: [3, 3] }, /indptr\.npy has 3 entries for 3 rows/],
    'rows that go back': [{ indptr: [0, 3, 2] }, /row 1 is said to end at entry 2, after 3 of 3/],
    'rows beyond the end': [{ indptr: [0, 2, 9] }, /row 1 is said to end at entry 9, after 2 of 3/],
    'rows that end early': [{ indptr: [0, 1, 2] }, /its rows end at entry 2 of 3/],
    'a first row that is not first': [{ indptr: [1, 2, 3] }, /the first row begins at entry 1/],
    'fewer weights': [{ data: [1, 2] }, /indices\.npy has 3 entries, and data\.npy 2/],
    'a head that promises more': [array('data', '<f8', '(3,)', [1, 2]), /data\.npy: it is cut off/],
    'a head that promises less': [
      array('data', '<f8', '(3,)', [1, 2, 3, 4]),
      /data\.npy: it has more numbers/,
    ],
    'two dimensions': [array('data', '<f8', '(3, 1)', [1, 2, 3]), /data\.npy: it has 2 dimensions/],
    'no array': [
      { others: [{ name: 'data.npy', contents: 'x'.repeat(99) }] },
      /data\.npy: not an array of NumPy/,
    ],
    'pickled objects': [
      { others: [{ name: 'data.npy', contents: npy('|O', '(3,)', Buffer.from('cos\nsystem\n')) }] },
      /data\.npy: its type O is not read/,
    ],
    'what is no archive': [Buffer.from('PK'), /damaged zip archive/],
    'a zip bomb': [
      { others: [{ name: 'data.npy', contents: npy('<f8', '(3,)', Buffer.alloc(8 << 20)) }] },
      /data\.npy would unpack to \d+ bytes from \d+, as in a zip bomb/,
    ],
  };

  it.each(Object.entries(odd))('refuses %s', async (_, [matrix, message]) => {
    const bytes = Buffer.isBuffer(matrix) ? matrix : npzBytes(matrix);
    await expect(convert(bytes)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a file of docids of another length', async () => {
    const docids = join(folder(), 'docids.txt');
    await writeFile(docids, 'one\n');
    await expect(convert(npzBytes(), { docids })).rejects.toMatchObject({
      message: expect.stringMatching(/it has 2 rows, and the file of docids 1$/),
    });
    await writeFile(docids, 'one\ntwo\nthree\n');
    await expect(convert(npzBytes(), { docids })).rejects.toMatchObject({
      message: expect.stringMatching(/it has 2 rows, and the file of docids has more$/),
    });
  });

  it('refuses a token twice in the vocabulary, an empty line, and no vocabulary', async () => {
    await expect(convert(npzBytes(), {}, ['a', 'b', 'a'])).rejects.toMatchObject({
      message: expect.stringMatching(/vocab\.txt:3: the token "a" again/),
    });
    await expect(convert(npzBytes(), {}, ['a', '', 'b'])).rejects.toMatchObject({
      message: expect.stringMatching(/vocab\.txt:2: an empty line/),
    });
    await expect(convert(npzBytes(), { vocabulary: undefined })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('indices', () => {
  const from = 'indices' as const;

  it.each([
    ['{"id": "1", "indices": [0], "values": [1, 2]}', /:1: 1 indices and 2 values$/],
    ['{"id": "1", "indices": [0, 1], "values": [1, NaN]}', /:1: the weight of b is not a number from 0 up/],
    ['{"id": "1", "indices": [5], "values": [1]}', /:1: the index 5 is not one of 2 tokens/],
    ['{"id": "1", "indices": [0.5], "values": [1]}', /:1: the index 0\.5 is not one of 2 tokens/],
    ['{"id": "1", "vector": {"a": 1}}', /:1: not a record of id, indices and values/],
    ['{"id": "1", "indices"', /:1: not JSON/],
  ])('refuses %s', async (line, message) => {
    const [vectors, vocabulary] = [join(folder(), 'i.jsonl'), join(folder(), 'i.txt')];
    await writeFile(vectors, `${line}\n`);
    await writeFile(vocabulary, 'a\nb\n');
    await expect(
      convertVectors(vectors, join(folder(), 'o.jsonl'), { from, vocabulary }),
    ).rejects.toMatchObject({ code: 'INPUT', message: expect.stringMatching(message) });
  });

  it('numbers tokens as a given vocabulary does, and refuses those that it lacks', async () => {
    const [vectors, vocabulary, output] = ['g.jsonl', 'g.txt', 'g.indices.jsonl'].map((name) =>
      join(folder(), name),
    ) as [string, string, string];
    await writeFile(vectors, '{"id": "1", "vector": {"c": 3, "a": 1}}\n');
    await writeFile(vocabulary, 'a\nb\nc\n');
    expect(await convertVectors(vectors, output, { format: from, vocabulary })).toMatchObject({ beside: [] });
    expect(readFileSync(output, 'utf8')).toBe('{"id":"1","indices":[0,2],"values":[1,3]}\n');
    await writeFile(vectors, '{"id": "1", "vector": {"d": 3}}\n');
    await expect(convertVectors(vectors, output, { format: from, vocabulary })).rejects.toMatchObject({
      message: expect.stringMatching(/g\.txt lacks the token "d"$/),
    });
  });
});

it.each(['v.txt', 'v', 'v.csv', 'v.npz.gz'])('refuses the ending of %s', async (name) => {
  const call = convertVectors(join(folder(), 'feed-in.jsonl'), join(folder(), name));
  await expect(call).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('.npz') });
});

it('stops, and leaves no file', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const output = join(folder(), 'stopped.npz');
  await expect(convertVectors(join(folder(), 'feed-in.jsonl'), output, { signal })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  expect((await readdir(folder())).filter((name) => name.includes('stopped'))).toEqual([]);
});
