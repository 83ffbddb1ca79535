import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRecords } from '#tserini/corpus/records.js';
import { surveyCorpus } from '#tserini/corpus/survey.js';
import { makeDocuments } from '../support/corpus.ts';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { readNfcorpus } from '../support/nfcorpus.ts';
import { tempFolder } from '../support/temp.ts';
import { deflatedZip } from '../support/zip-file.ts';

const lines = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const corpus = makeDocuments(20, 10, 1);
const contents = {
  'corpus.jsonl': lines(corpus),
  'queries.jsonl': lines(makeDocuments(3, 5, 2)),
  'qrels/test.tsv': 'query-id\tcorpus-id\tscore\ndoc-0\tdoc-1\t1\n',
};

async function zip(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const path = join(await tempFolder(), name);
  await writeFile(
    path,
    deflatedZip(Object.entries(files).map(([file, bytes]) => ({ name: file, contents: bytes }))),
  );
  return path;
}

/** The same files inside a folder. */
function within<T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]));
}

async function ids(path: string): Promise<string[]> {
  const found = [];
  for await (const { id } of readRecords(path)) found.push(id);
  return found;
}

const expected = corpus.map(({ id }) => id);

describe('a corpus in a zip archive', () => {
  it('is read in place, with its folder or without', async () => {
    expect(await ids(await zip('made.zip', within('made', contents)))).toEqual(expected);
    expect(await ids(await zip('flat.zip', contents))).toEqual(expected);
    const noise = { '__MACOSX/made/._corpus.jsonl': 'x', ...within('made', contents) };
    expect(await ids(await zip('mac.zip', noise))).toEqual(expected);
  });

  it('may be gzipped inside, or be in parts', async () => {
    const gzipped = { 'corpus.jsonl.gz': gzipSync(contents['corpus.jsonl']), 'queries.jsonl': 'x' };
    expect(await ids(await zip('gz.zip', gzipped))).toEqual(expected);
    const parts = { 'p/b.jsonl': lines(corpus.slice(5)), 'p/a.json': lines(corpus.slice(0, 5)) };
    expect(await ids(await zip('parts.zip', parts))).toEqual(expected);
  });

  it('is selected by a folder behind the path of an archive of several', async () => {
    const several = { ...within('all/one', contents), ...within('all/two', contents) };
    const path = await zip('all.zip', several);
    await expect(ids(path)).rejects.toThrow(/several corpora in .*all\.zip\/one, .*all\.zip\/two/);
    expect(await ids(`${path}/two`)).toEqual(expected);
    expect(await ids(`${path}/all/one`)).toEqual(expected);
    await expect(ids(`${path}/three`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is the same corpus as its folder', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'qrels'));
    for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
    const archive = await zip('made.zip', within('made', contents));
    expect(await surveyCorpus(archive, {})).toEqual(await surveyCorpus(folder, {}));
  });

  it('is refused with the fault and its place', async () => {
    const broken = { 'c/corpus.jsonl': `${contents['corpus.jsonl']}{"id"`, 'c/queries.jsonl': '' };
    await expect(ids(await zip('bad.zip', broken))).rejects.toThrow(
      /bad\.zip\/c\/corpus\.jsonl:21: not JSON/,
    );
    await expect(ids(await zip('none.zip', { 'README.md': 'x' }))).rejects.toThrow(
      /no \.jsonl or \.json file/,
    );
    await expect(ids(await zip('out.zip', { '../corpus.jsonl': 'x' }))).rejects.toThrow(/leads out/);
  });

  it.skipIf(!hasSharedData)(`holds NFCorpus as BEIR publishes it${needsSharedData}`, async () => {
    const unzipped = (await readNfcorpus('corpus.jsonl')).trimEnd().split('\n');
    const there = unzipped.map((line) => (JSON.parse(line) as { _id: string })._id);
    expect(await ids(sharedData('nfcorpus/nfcorpus.zip'))).toEqual(there);
  });
});
