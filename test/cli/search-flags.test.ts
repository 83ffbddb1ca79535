import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/search-lucene.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { writeVectors } from '../support/collections.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();

beforeAll(async () => {
  const documents = Array.from({ length: 20 }, (_, i) => ({
    id: `d${i}`,
    vector: [[i < 10 ? 'strong' : 'weak', 1 + i] as const],
  }));
  await new LuceneIndexer(join(folder(), 'index')).index(
    await writeVectors(join(folder(), 'v.jsonl'), documents),
  );
  await writeFile(join(folder(), 'topics.tsv'), '1\tstrong strong weak\n');
});

function search(flags: string) {
  const files = ['index', 'topics', 'output'].flatMap((flag) => [
    `--${flag}`,
    join(folder(), flag === 'topics' ? 'topics.tsv' : flag),
  ]);
  return runCommand('search.lucene', command, [
    ...files,
    '--impact',
    '--pretokenized',
    '--hits',
    '20',
    ...flags.split(' '),
  ]);
}

describe('refuses', () => {
  it.each([
    ['--rescore 30', '--rescore goes with --query-cut'],
    ['--report-recall', '--report-recall goes with --query-cut'],
    ['--query-cut 1 --rescore 19', '--rescore must be at least --hits, 20, not 19'],
    ['--rm3 --rocchio', '--rm3 and --rocchio exclude each other'],
    ['--rocchio-use-negative', '--rocchio-use-negative goes with --rocchio'],
  ])('%s', async (flags, message) => {
    await expect(search(flags)).rejects.toMatchObject({ code: 'USAGE', message });
  });
});

it('prints the recall of two phases against an exact search', async () => {
  // Half of the documents have the weak term alone, which one term of the query does not retrieve.
  expect((await search('--query-cut 1 --report-recall')).log.join('\n')).toMatch(/exact search: 0\.5000$/m);
  expect((await search('--query-cut 2 --report-recall')).log.join('\n')).toMatch(/exact search: 1\.0000$/m);
});
