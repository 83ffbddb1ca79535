import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IndexerOptions, LuceneIndexer, LuceneSearcher, type TextQueryOptions } from 'tserini';
import { expect, it } from 'vitest';
import { type FileShard, filesOfShard } from '#tserini/corpus/file-shard.js';
import { tempFolder } from '../../support/temp.ts';

const line = (id: unknown, contents: unknown, fields: object = {}) =>
  `${JSON.stringify({ id, contents, ...fields })}\n`;

async function index(text: string, options: IndexerOptions = {}) {
  const folder = await tempFolder();
  const input = join(folder, 'docs.jsonl');
  await writeFile(input, text);
  const path = join(folder, 'index');
  const result = await new LuceneIndexer(path, { collection: 'JsonCollection', ...options }).index(input);
  return { path, folder, input, result };
}

async function search(path: string, query: string, options: Partial<TextQueryOptions> = {}) {
  await using searcher = await LuceneSearcher.open(path);
  return (await searcher.search(query, 100, options)).map(({ docid }) => docid);
}

it('indexes the text of contents, and leaves out documents without a text', async () => {
  const { path, result } = await index(
    line('a', "The patients' statins") +
      line('b', '') +
      line('c', ' \t ') +
      line('d', 'of the') +
      line(5, 42),
  );
  expect(result).toMatchObject({ indexed: 3, empty: 2, skipped: 0, absentFields: [] });
  expect(await search(path, 'statin PATIENT')).toEqual(['a']);
  expect(await search(path, '42')).toEqual(['5']);
  expect(await search(path, 'the')).toEqual([]);
});

it('indexes the requested fields, each under its name, and names those that no document has', async () => {
  const { path, result } = await index(
    line('a', 'one', { title: 'Aorta', year: 1995, tags: ['x'], note: null }) +
      line('b', 'aorta', { title: 'two', hidden: 'secret' }),
    { fields: ['title', 'year', 'tags', 'note', 'titel', 'contents'] },
  );
  expect(result.absentFields).toEqual(['note', 'tags', 'titel']);
  expect(await search(path, 'aorta', { fields: { title: 1 } })).toEqual(['a']);
  expect(await search(path, '1995', { fields: { year: 1 } })).toEqual(['a']);
  expect(await search(path, 'aorta', { fields: { title: 1, contents: 5 } })).toEqual(['b', 'a']);
  await expect(search(path, 'secret', { fields: { hidden: 1 } })).rejects.toMatchObject({ code: 'INDEX' });
});

it('skips documents that are not on the whitelist, empty ones too', async () => {
  const folder = await tempFolder();
  const whitelist = join(folder, 'ids');
  await writeFile(whitelist, 'b\r\nc\nb\n');
  const { path, result } = await index(
    line('a', '') + line('b', 'heart') + line('c', '') + line('d', 'heart'),
    {
      whitelist,
    },
  );
  expect(result).toMatchObject({ indexed: 1, empty: 1, skipped: 2 });
  expect(await search(path, 'heart')).toEqual(['b']);
  await expect(index(line('a', 'x'), { whitelist: join(folder, 'no') })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('stores what the options say', async () => {
  const record = line('a', 'The heart', { title: 'A  title' });
  const all = { storeContents: true, storeRaw: true, storeDocvectors: true, storePositions: true };
  const { path } = await index(record, { ...all, fields: ['title'] });
  await using searcher = await LuceneSearcher.open(path);
  const document = (await searcher.doc('a'))!;
  expect(document).toMatchObject({ docid: 'a', contents: 'The heart', raw: record.trim() });
  expect(document.get('title')).toBe('A  title');
  const bare = await index(record);
  await using other = await LuceneSearcher.open(bare.path);
  expect([...(await other.doc('a'))!.fields]).toEqual([['id', ['a']]]);
});

it('keeps the last of each id with uniqueDocid, and appends', async () => {
  const { path, input } = await index(line('a', 'heart') + line('a', 'lung') + line('b', 'liver'), {
    uniqueDocid: true,
  });
  expect(await search(path, 'heart lung')).toEqual(['a']);
  expect(await search(path, 'heart')).toEqual([]);
  await writeFile(input, line('c', 'lung'));
  await new LuceneIndexer(path, { collection: 'JsonCollection', append: true }).index(input);
  expect(await search(path, 'lung')).toEqual(['a', 'c']);
});

it('indexes pretokenized text as terms', async () => {
  const { path } = await index(line('a', 'The ##ms Running'), { analyzer: { pretokenized: true } });
  await using searcher = await LuceneSearcher.open(path, { pretokenized: true });
  expect(await searcher.search('##ms')).toHaveLength(1);
  expect(await searcher.search('running')).toHaveLength(0);
});

it('gives the same scores with any number of threads, from one file', async () => {
  const words = ['heart', 'lung', 'liver', 'brain', 'bone'];
  const text = Array.from({ length: 9000 }, (_, i) =>
    line(`d${i}`, Array.from({ length: (i % 17) + 1 }, (_, j) => words[(i * j) % 5]).join(' ')),
  ).join('');
  const runs = [];
  for (const threads of [1, 4]) {
    const { path } = await index(text, { threads });
    await using searcher = await LuceneSearcher.open(path);
    const hits = await searcher.search('lung brain', 500);
    runs.push(hits.map(({ docid, score }) => `${docid} ${score}`));
  }
  expect(runs[1]).toEqual(runs[0]);
});

it.each([
  ['{"id": "a"}\n', 'docs.jsonl:1: document a has no "contents"'],
  ['{"id": "a", "contents": null}\n', 'docs.jsonl:1: document a has no "contents", or one that is not text'],
  ['{"id": "a", "contents": ["x"]}\n', 'docs.jsonl:1: document a has no "contents", or one that is not text'],
  ['{"contents": "x"}\n', 'docs.jsonl:1: no "id"'],
  [
    `\n{"id": "${'x'.repeat(40_000)}", "contents": "x"}\n`,
    'docs.jsonl:2: the "id" is longer than 32766 bytes',
  ],
  ['{"id": "a", "contents": "x"}\n{"id": "a", "contents": "y"}\n', 'duplicate ids: a'],
])('refuses %.40j and leaves the index as it was', async (text, message) => {
  const { path, input } = await index(line('old', 'heart'));
  await writeFile(input, text);
  const indexing = new LuceneIndexer(path, { collection: 'JsonCollection' }).index(input);
  await expect(indexing).rejects.toMatchObject({ code: 'INPUT', message: expect.stringContaining(message) });
  expect(await search(path, 'heart')).toEqual(['old']);
});

it('puts every file in exactly one shard, as Java hashes its path', async () => {
  const files = Array.from({ length: 50 }, (_, i) => ({ path: `corpus/part-${i}.jsonl`, size: i }));
  const shards = [0, 1, 2].map((current) => filesOfShard(files, { count: 3, current }, ({ path }) => path));
  expect(shards.flat().sort((a, b) => a.size - b.size)).toEqual(files);
  // "Aa" and "BB" have the same hash in Java; so have all strings that differ only in that.
  const paths = ['Aa.jsonl', 'BB.jsonl'].map((path) => ({ path, size: 1 }));
  const shardOf = (path: string) =>
    Array.from({ length: 97 }, (_, current) => current).find((current) => {
      try {
        return filesOfShard(paths, { count: 97, current }, ({ path }) => path).some(
          (file) => file.path === path,
        );
      } catch {
        return false;
      }
    });
  expect(shardOf('Aa.jsonl')).toBe(shardOf('BB.jsonl'));
});

it('indexes one shard of a folder', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'input'));
  for (let i = 0; i < 12; i++) await writeFile(join(folder, 'input', `${i}.jsonl`), line(`d${i}`, 'heart'));
  const found: string[] = [];
  for (let current = 0; current < 3; current++) {
    const path = join(folder, `index-${current}`);
    const options = { collection: 'JsonCollection', shard: { count: 3, current } } as const;
    await new LuceneIndexer(path, options).index(join(folder, 'input'));
    found.push(...(await search(path, 'heart')));
  }
  expect(found.sort()).toEqual(Array.from({ length: 12 }, (_, i) => `d${i}`).sort());
  const shard: FileShard = { count: 3, current: 3 };
  const wrong = new LuceneIndexer(join(folder, 'x'), { collection: 'JsonCollection', shard });
  await expect(wrong.index(join(folder, 'input'))).rejects.toMatchObject({ code: 'USAGE' });
  expect(existsSync(join(folder, 'x'))).toBe(false);
});

it.each([
  [{ collection: 'TrecCollection' }, 'no collection TrecCollection'],
  [{ fields: ['title'] }, 'are for a JsonCollection'],
  [{ collection: 'JsonCollection', fields: ['id'] }, 'cannot be indexed: "id"'],
  [{ collection: 'JsonCollection', impact: true, bm25Accurate: true }, 'exclude each other'],
])('refuses the options %j', (options, message) => {
  expect(() => new LuceneIndexer('index', options as IndexerOptions)).toThrow(message);
});
