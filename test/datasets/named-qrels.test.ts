import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveQrels } from '#tserini/datasets/named-qrels.js';
import { tempFolder } from '../support/temp.ts';
import { deflatedZip } from '../support/zip-file.ts';

let folder = '';
const path = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await tempFolder();
  vi.stubEnv('TSERINI_CACHE', path('own-cache'));
  return () => vi.unstubAllEnvs();
});

async function put(name: string, contents: string | Buffer): Promise<string> {
  await mkdir(dirname(path(name)), { recursive: true });
  await writeFile(path(name), contents);
  return path(name);
}

// As long as several blocks.
const judgments = Array.from({ length: 20_000 }, (_, i) => `é${i}\tdö\t1\n`).join('');
const archive = (root: string) =>
  deflatedZip([
    { name: `${root}corpus.jsonl`, contents: '' },
    { name: `${root}qrels/test.tsv`, contents: judgments },
  ]);

describe('qrels by name', () => {
  it('are found in the cache of Pyserini, with any dots, dashes and capitals, and in the package', async () => {
    const cached = await put('cache/qrels.beir-v1.0.0-nfcorpus.test.txt', '');
    await put('cache/topics.beir-v1.0.0-nfcorpus.test.txt', '');
    const parts = ['beir', 'v1', '0', '0', 'NFCorpus', 'test'];
    const mark = fc.constantFrom('.', '-', '_');
    await fc.assert(
      fc.asyncProperty(fc.array(mark, { minLength: 5, maxLength: 5 }), async (marks) => {
        const name = parts.map((part, i) => part + (marks[i] ?? '')).join('');
        expect(await resolveQrels(name, path('cache'))).toBe(cached);
      }),
    );
    expect(await readFile(await resolveQrels('embedded', path('cache')), 'utf8')).toContain('query-id');
  });

  it("are looked for where Pyserini's releases 2 put them", async () => {
    const home = join(folder, 'home');
    vi.stubEnv('HOME', home);
    vi.stubEnv('PYSERINI_CACHE', '');
    const before = process.cwd();
    const name = 'topics-and-qrels/qrels.one.txt';
    const inHome = await put(`home/.cache/pyserini/${name}`, '');
    await mkdir(path('work'));
    try {
      process.chdir(path('work'));
      expect(await resolveQrels('one')).toBe(inHome);
      await mkdir(path('work/.cache'));
      await expect(resolveQrels('one')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const here = await put(`work/.cache/pyserini/${name}`, '');
      expect(await resolveQrels('one')).toBe(here);
      vi.stubEnv('PYSERINI_CACHE', path('given'));
      const given = await put(`given/${name}`, '');
      expect(await resolveQrels('one')).toBe(given);
    } finally {
      process.chdir(before);
    }
  });

  it('are refused with the available names if the name is unknown', async () => {
    await put('cache/qrels.one.txt', '');
    await put('cache/qrels.two.txt.gz', '');
    await put('cache/topics.three.txt', '');
    for (const name of ['dl19-passage', 'toString', 'topics.three', 'name.txt.old']) {
      await expect(resolveQrels(name, path('cache'))).rejects.toMatchObject({
        code: 'NOT_FOUND',
        value: name,
        message: `qrels not found: ${name} is neither a file nor a name known here (embedded, one, two.txt.gz); fetched qrels are looked for in ${path('cache')}`,
      });
    }
    await expect(resolveQrels('one', path('no-cache'))).rejects.toThrow(/\(embedded\)/);
    await expect(resolveQrels('one')).rejects.toThrow(/looked for in .*topics-and-qrels/);
  });
});

describe('qrels by path', () => {
  it('are that file; a missing path is not read as a name', async () => {
    const file = await put('some.qrels', '');
    expect(await resolveQrels(file)).toBe(file);
    const oddly = await put('folder.zip/some.qrels', '');
    expect(await resolveQrels(oddly)).toBe(oddly);
    for (const none of ['none.txt', 'none.tsv', 'none.qrels', 'none.gz', path('none'), `${file}/below`])
      await expect(resolveQrels(none)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `qrels not found: ${none}`,
      });
    await expect(resolveQrels('x'.repeat(5000))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(resolveQrels('-')).rejects.toMatchObject({ code: 'USAGE' });
  });

  it("are the test qrels of a folder in BEIR's layout", async () => {
    const qrels = await put('beir/qrels/test.tsv', judgments);
    expect(await resolveQrels(path('beir'))).toBe(qrels);
    await put('empty/qrels/dev.tsv', judgments);
    await expect(resolveQrels(path('empty'))).rejects.toMatchObject({
      code: 'INPUT',
      value: path('empty'),
      message: `no qrels/test.tsv in ${path('empty')}`,
    });
  });

  it.each([
    ['made.ZIP', '', ''],
    ['made.zip', 'made/', ''],
    ['two.zip', 'two/inner/', '/inner'],
  ])('are extracted from the archive %s once, and again after it changed', async (name, root, inner) => {
    const zip = await put(name, archive(root));
    const copy = await resolveQrels(zip + inner);
    expect(await readFile(copy, 'utf8')).toBe(judgments);
    expect(dirname(copy)).toBe(path('own-cache/qrels'));
    await writeFile(copy, 'as it was');
    expect(await resolveQrels(zip + inner)).toBe(copy);
    expect(await readFile(copy, 'utf8')).toBe('as it was');
    await utimes(zip, 1, 1);
    expect(await readFile(await resolveQrels(zip + inner), 'utf8')).toBe(judgments);
    await rm(zip);
    await expect(resolveQrels(zip + inner)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
