import { mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { LuceneImpactSearcher } from '#tserini/lucene/search/lucene-impact-searcher.js';
import { formatRunLines } from '#tserini/run/write-run.js';
import { readTopics } from '#tserini/topics/read-topics.js';
import { anseriniJar, needsAnserini, runAnserini, wholeInterop } from '../support/anserini.ts';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { firstDifference, postingLines } from '../support/postings.ts';
import { suiteFolder } from '../support/temp.ts';

const vectors = sharedData('nfcorpus-splade-v3/vectors.jsonl.gz');
const topics = sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz');
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const hitCounts = wholeInterop ? [1, 10, 100, 1000] : [10, 1000];
/** The second takes our reader through a million postings of their index. */
const readIndexes = wholeInterop ? ['ours', 'theirs'] : ['ours'];

const linesOf = async (file: string) => (await readFile(file, 'utf8')).trimEnd().split('\n');

async function bytesOf(index: string): Promise<number> {
  const sizes = (await readdir(index)).map(async (name) => (await stat(join(index, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function search(index: string, hits: number): Promise<string[]> {
  await using searcher = await LuceneImpactSearcher.open(index);
  const queries = (await readTopics(topics)).map(({ id, text }) => [id, text] as const);
  let run = '';
  for await (const [id, found] of searcher.searchEach(queries, hits)) {
    run += formatRunLines(id, found, 'Anserini');
  }
  return run.trimEnd().split('\n');
}

describe.skipIf(!hasSharedData || !anseriniJar)(
  `SPLADE-v3 on NFCorpus, beside Anserini${needsSharedData}${needsAnserini}`,
  { timeout: 240_000 },
  () => {
    beforeAll(async () => {
      await mkdir(path('collection'));
      await symlink(vectors, path('collection/vectors.jsonl.gz'));
      await runAnserini(folder(), [
        ['index', path('collection'), path('theirs')],
        ['postings', path('theirs'), path('postings')],
        ...hitCounts.map(
          (hits) => ['search', path('theirs'), topics, `${hits}`, path(`run.${hits}`)] as const,
        ),
      ]);
      await new LuceneIndexer(path('ours')).index(vectors);
    }, 240_000);

    it.each(readIndexes)('has every posting equal to what Anserini reads (%s)', async (index) => {
      await using reader = await LuceneIndexReader.open(path(index));
      expect(firstDifference(await postingLines(reader), await linesOf(path('postings')))).toBeUndefined();
    });

    it.each(hitCounts)('gives the run of its SearchCollection byte for byte at %i hits', async (hits) => {
      const expected = await linesOf(path(`run.${hits}`));
      for (const index of ['ours', 'theirs']) {
        expect(firstDifference(await search(path(index), hits), expected), index).toBeUndefined();
      }
    });

    // With one thread the documents keep their order, which costs 1 %.
    it.skipIf(availableParallelism() === 1)('has an index that is not larger', async () => {
      expect(await bytesOf(path('ours'))).toBeLessThanOrEqual(await bytesOf(path('theirs')));
    });

    it.each(['ours', 'theirs'])('finds no fault with the index (%s)', async (index) => {
      await using reader = await LuceneIndexReader.open(path(index));
      const { problems, documents } = await reader.validate();
      expect(problems).toEqual([]);
      expect(documents).toBe((await reader.stats()).documents);
    });
  },
);
