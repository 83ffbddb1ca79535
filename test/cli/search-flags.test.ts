import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/search-lucene.js';
import { checkFeedbackFlags, setFeedback } from '#tserini/cli/flags/feedback-flags.js';
import { parseFlags } from '#tserini/cli/parse.js';
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
    ['--rocchio.useNegative', '--rocchio.useNegative goes with --rocchio'],
    ['--rocchio.beta 1', '--rocchio.beta goes with --rocchio'],
    ['--rm3.fbTerms 20', '--rm3.fbTerms goes with --rm3'],
    ['--rocchio --rocchio.gamma 1', '--rocchio.gamma goes with --rocchio-use-negative'],
    ['--rm3 --rm3.fbDocs 0', 'fbDocs must be a whole number from 1 up, not 0'],
    ['--rm3 --rm3.originalQueryWeight 2', 'originalQueryWeight must be from 0 to 1, not 2'],
    ['--bm25qs', '--bm25qs is for text search: leave out --impact'],
  ])('%s', async (flags, message) => {
    await expect(search(flags)).rejects.toMatchObject({ code: 'USAGE', message });
  });
});

it("sets feedback by Pyserini's flags and Anserini's", () => {
  const set = (...args: string[]) => {
    const calls: [string, unknown][] = [];
    const flags = parseFlags('search.lucene', command, [
      '--index',
      'i',
      '--topics',
      't',
      '--output',
      'o',
      ...args,
    ]);
    checkFeedbackFlags(flags);
    setFeedback(flags, {
      setRm3: (options) => calls.push(['rm3', options]),
      setRocchio: (options) => calls.push(['rocchio', options]),
    });
    return calls;
  };
  expect(set()).toEqual([]);
  expect(set('--rm3')).toEqual([['rm3', {}]]);
  expect(
    set(...'--rm3 --rm3.fbTerms 20 --rm3.fbDocs 5 --rm3.originalQueryWeight 0 --rm3.noTermFilter'.split(' ')),
  ).toEqual([['rm3', { fbTerms: 20, fbDocs: 5, originalQueryWeight: 0, filterTerms: false }]]);
  expect(
    set('--rocchio', '--rocchio.topFbTerms', '3', '--rocchio.topFbDocs', '4', '--rocchio.alpha', '2'),
  ).toEqual([['rocchio', { topFbTerms: 3, topFbDocs: 4, alpha: 2 }]]);
  for (const name of ['--rocchio-use-negative', '--rocchio.useNegative']) {
    expect(set('--rocchio', name, '--rocchio.bottomFbDocs', '7')).toEqual([
      ['rocchio', { bottomFbDocs: 7, gamma: 0.15, useNegative: true }],
    ]);
  }
  expect(set('--rocchio', '--rocchio.useNegative', '--rocchio.gamma', '1', '--rocchio.beta', '2')).toEqual([
    ['rocchio', { beta: 2, gamma: 1, useNegative: true }],
  ]);
});

it('prints the recall of two phases against an exact search', async () => {
  // Half of the documents have the weak term alone, which one term of the query does not retrieve.
  expect((await search('--query-cut 1 --report-recall')).log.join('\n')).toMatch(/exact search: 0\.5000$/m);
  expect((await search('--query-cut 2 --report-recall')).log.join('\n')).toMatch(/exact search: 1\.0000$/m);
});
