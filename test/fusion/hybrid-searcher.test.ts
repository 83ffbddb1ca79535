import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HybridSearcher } from 'tserini';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { command as indexing } from '#tserini/cli/commands/index-lucene.js';
import { command } from '#tserini/cli/commands/search-hybrid.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';
import { deflatedZip } from '../support/zip-file.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const index = (...args: string[]) => runCommand('index.lucene', indexing, [...args, '--quiet']);
const search = (...args: string[]) => runCommand('search.hybrid', command, args);

const docs = [
  { _id: 'd1', title: 'Hearts', text: 'of athletes' },
  { _id: 'd2', title: '', text: 'Lungs and hearts' },
  { _id: 'd3', title: 'Nothing', text: 'of note' },
];
const vectors = ['{"id": "d1", "vector": {"lung": 3}}', '{"id": "d3", "vector": {"heart": 9, "lung": 1}}'];

beforeAll(async () => {
  const contents = docs.map((doc) => JSON.stringify(doc)).join('\n');
  await writeFile(path('docs.zip'), deflatedZip([{ name: 'docs/corpus.jsonl', contents }]));
  await writeFile(path('vectors.jsonl'), vectors.join('\n'));
  await writeFile(path('topics.tsv'), 'd1\tthe heart\n2\tlungs\n');
  await writeFile(path('encoded.tsv'), 'd1\theart heart\n2\tlung\n');
  await index('--collection', 'BeirFlatCollection', '--input', path('docs.zip'), '--index', path('text'));
  const flags = ['--collection', 'JsonVectorCollection', '--impact', '--pretokenized'];
  await index(...flags, '--input', path('vectors.jsonl'), '--index', path('impact'));
});

const given = (...names: string[]) =>
  search(
    ...['--impact-index', path('impact'), '--text-index', path('text'), '--topics', path('topics.tsv')],
    ...['--output', path('run.txt'), ...names],
  );

it('leaves no temporary collection next to the index', async () => {
  expect((await readdir(folder())).filter((name) => name.includes('.collection.'))).toEqual([]);
});

describe('HybridSearcher', () => {
  it('fuses the hits of both indexes', async () => {
    await using searcher = await HybridSearcher.open(path('impact'), path('text'));
    const vector = new Map([['heart', 1]]);
    const hits = await searcher.search({ text: 'heart', vector }, 3);
    // By its weight d3 is the first, by their words d1 and d2 are the first and second.
    expect(hits.map(({ docid }) => docid).sort()).toEqual(['d1', 'd2', 'd3']);
    const first = 1 / 61;
    expect(hits.map(({ score }) => score)).toEqual([first, first, 1 / 62]);
    const others = await searcher.search({ text: 'heart', vector, without: 'd3' }, 3);
    expect(others.map(({ docid }) => docid).sort()).toEqual(['d1', 'd2']);
    await expect(searcher.search('heart')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(searcher.search({ text: 'heart', vector }, 0)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('refuses invalid options of the fusion, and a folder that is not an index', async () => {
    const fusion = { alpha: 2 };
    const open = (text: string) => HybridSearcher.open(path('impact'), path(text), undefined, { fusion });
    await expect(open('text')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(HybridSearcher.open(path('impact'), path('none'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('search.hybrid', () => {
  it('drops the topic itself with --remove-query, before ranks are counted', async () => {
    await given('--encoded-topics', path('encoded.tsv'), '--remove-query', '--runtag', 'mine');
    // Every vector has "lung", so it counts for nothing: topic 2 is found by its words alone.
    const first = 1 / 61;
    expect(readFileSync(path('run.txt'), 'utf8')).toBe(
      `2 Q0 d2 1 ${first} mine\nd1 Q0 d2 1 ${first} mine\nd1 Q0 d3 2 ${first} mine\n`,
    );
  });

  it('refuses conflicting flags, and a topic that is not encoded', async () => {
    const both = ['--encoder', 'splade-tiny', '--encoded-topics', path('encoded.tsv')];
    await expect(given(...both)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(given()).rejects.toMatchObject({ code: 'USAGE' });
    await writeFile(path('short.tsv'), '2\tlung\n');
    await expect(given('--encoded-topics', path('short.tsv'))).rejects.toThrow(/topic d1 is not among/);
  });

  it.skipIf(!hasSharedData)(
    `equals the fusion of Pyserini's two runs on NFCorpus${needsSharedData}`,
    async () => {
      vi.stubEnv('TSERINI_CACHE', path('cache'));
      onTestFinished(() => void vi.unstubAllEnvs());
      const zip = sharedData('nfcorpus/nfcorpus.zip');
      const encoded = sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz');
      const impact = sharedData('nfcorpus-splade-v3/pyserini-lucene-9.9-index');
      await index('--collection', 'BeirFlatCollection', '--input', zip, '--index', path('nfcorpus'));
      await search(
        ...['--impact-index', impact, '--text-index', path('nfcorpus'), '--topics', zip, '--qrels', zip],
        ...['--encoded-topics', encoded, '--hits', '100', '--runtag', 'fusion', '--output', path('rrf.txt')],
      );
      const golden = gunzipSync(readFileSync(sharedData('nfcorpus/runs/fusion.rrf.txt.gz'))).toString('utf8');
      expect(readFileSync(path('rrf.txt'), 'utf8')).toBe(golden);
    },
  );
});
