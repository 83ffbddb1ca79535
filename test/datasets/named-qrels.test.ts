import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  it("are looked for where Pyserini's releases 2 put them", async () => {
    const home = join(folder, 'home');
    vi.stubEnv('HOME', home);
    vi.stubEnv('PYSERINI_CACHE', '');
    const before = process.cwd();
    const name = 'topics-and-qrels/qrels.cacm.txt';
    const damaged = (path: string) => ({ code: 'INPUT', value: path });
    const inHome = await put(`home/.cache/pyserini/${name}`, 'not the published judgments');
    await mkdir(path('work'));
    try {
      process.chdir(path('work'));
      await expect(resolveQrels('cacm')).rejects.toMatchObject(damaged(inHome));
      const here = await put(`work/.cache/pyserini/${name}`, 'not these either');
      await expect(resolveQrels('cacm')).rejects.toMatchObject(damaged(here));
      vi.stubEnv('PYSERINI_CACHE', path('given'));
      const given = await put(`given/qrels/qrels.cacm.txt`, "as Anserini's newest has it, but changed");
      await expect(resolveQrels('cacm')).rejects.toMatchObject(damaged(given));
    } finally {
      process.chdir(before);
    }
  });

  it('are those of this package, or refused with the nearest name', async () => {
    expect(await readFile(await resolveQrels('embedded'), 'utf8')).toContain('query-id');
    for (const [name, hint] of [
      ['dl19-pasage', ', did you mean dl19-passage?'],
      ['embeded', ', did you mean embedded?'],
      ['toString', ''],
      ['name.txt.old', ''],
    ] as const) {
      await expect(resolveQrels(name)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        value: name,
        message: `qrels not found: ${name}${hint} (see: tserini qrels --list)`,
      });
    }
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
