import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '#tserini/cli/answer-query.js';
import { command } from '#tserini/cli/commands/search.js';
import { fuseRankings } from '#tserini/fusion/fuse-rankings.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import { tserini } from '../support/cli.ts';
import { writeVectors } from '../support/collections.ts';
import { main } from '../support/faults.ts';
import { mainInProcess } from '../support/main-in-process.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const query = 'why is the sky blue';
const folder = suiteFolder();
let served: IndexSet;
let places: { readonly impact: string; readonly text: string };

beforeAll(async () => {
  const definition = await embeddedIndex();
  served = await IndexSet.open([definition]);
  places = { impact: definition.path, text: definition.bm25! };
  const vectors = await writeVectors(join(folder(), 'v.jsonl'), [{ id: 'd', vector: [['sky', 3]] }]);
  await new LuceneIndexer(join(folder(), 'unrecorded')).index(vectors);
});
afterAll(() => served.close());

const search = (...args: string[]) => runCommand('search', command, args);
const answer = async (...args: string[]) => JSON.parse((await search(...args, '--json')).out) as Answer;

const rows = (out: string) => out.split('\n').map((line) => line.split('\t'));

it('searches the embedded collection with words that need no quotes', async () => {
  const { exitCode, stdout, stderr } = await tserini(['search', ...query.split(' '), '--hits', '3']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { candidates } = await served.get('embedded').search(query, { hits: 3 });
  expect(rows(stdout)).toEqual(
    candidates.map(({ rank, docid, score, title, snippet }) => [
      String(rank),
      String(score),
      docid,
      title,
      snippet,
    ]),
  );
  expect(candidates[0]).toMatchObject({ docid: 'weather-01', title: 'Why the sky looks blue' });
});

it.each(['impact', 'bm25'] as const)(
  'prints JSON of method %s with texts and explanations',
  async (method) => {
    const found = await answer(query, '--method', method, '--explain', '--hits', '4');
    const index = served.get('embedded');
    const { candidates } = await index.search(query, { hits: 4, method });
    expect(found).toMatchObject({ query, index: 'embedded', method, hits: candidates });
    for (const hit of found.hits) {
      expect(hit.text).toBe((await index.document(hit.docid)).text);
      const [explained, ...others] = hit.explanations!;
      expect(others).toEqual([]);
      expect(explained).toMatchObject({ method });
      const sum = explained!.matching.reduce((total, { product }) => total + product, 0);
      expect(sum).toBeCloseTo(explained!.score, 3);
    }
  },
);

it('fuses the ranks of both indexes', async () => {
  const found = await answer(query, '--method', 'hybrid', '--explain');
  const settings = { hits: 1000, documents: 'none' } as const;
  const rankings = await Promise.all(
    (['impact', 'bm25'] as const).map((method) =>
      served.get('embedded').search(query, { ...settings, method }),
    ),
  );
  const fused = fuseRankings(
    rankings.map(({ candidates }) => candidates),
    { k: 10 },
  );
  expect(found.hits.map(({ docid, score }) => ({ docid, score }))).toEqual(fused);
  expect(found.hits[0]).toMatchObject({ rank: 1, title: 'Why the sky looks blue' });
  expect(found.hits[0]!.explanations!.map(({ method, rank }) => [method, rank])).toEqual([
    ['impact', 1],
    ['bm25', 1],
  ]);
});

it('searches indexes of one’s own, with the model that an index records', async () => {
  const own = await search(query, '--index', places.impact, '--text-index', places.text);
  expect(own.log).toEqual([
    'queries are encoded by splade-tiny, as the documents were (--encoder overrides)',
  ]);
  expect(own.out).toBe((await search(query)).out);
  const bm25 = await search(query, '--index', places.text, '--k1', '1.2', '--b', '0.75');
  const scoring = { method: 'bm25', bm25: { k1: 1.2, b: 0.75 } } as const;
  const { candidates } = await served.get('embedded').search(query, scoring);
  expect(
    rows(bm25.out)
      .slice(0, -1)
      .map(([, , docid]) => docid),
  ).toEqual(candidates.map(({ docid }) => docid));
  const bare = await search('sky', '--index', places.impact, '--encoder', 'splade-tiny', '--hits', '1');
  expect(bare.log).toEqual(['the index stores no texts to show: --text-index names one that does']);
});

it.each(['impact', 'bm25', 'hybrid'])('finds only what a filter allows, with method %s', async (method) => {
  const all = (await answer(query, '--method', method)).hits.map(({ docid }) => docid);
  const filter = JSON.stringify({ terms: { docid: all.slice(1, 3) } });
  const found = await answer(query, '--method', method, '--filter', filter);
  expect(found.hits.map(({ docid }) => docid)).toEqual(all.slice(1, 3));
});

describe('on a terminal', () => {
  it.each([30, 60, 100])('shows a table of %d columns', async (columns) => {
    const { out } = await runCommand('search', command, [query, '--explain', '--hits', '3'], columns);
    const lines = out.trimEnd().split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/^rank {2}score {2}docid/);
    const flat = out.replace(/\s+/g, ' ');
    expect(flat).toContain('1 53507 weather-01 Why the sky');
    expect(flat).toMatch(/impact 53507: blue 16120 \(30\.1%\), .*\+colors /);
  });

  it('says so where nothing was found', async () => {
    const { out } = await runCommand('search', command, ['zzzqqq', '--method', 'bm25'], 80);
    expect(out).toBe('no hits\n');
  });
});

describe('--interactive', () => {
  it('answers each line of standard input', async () => {
    const args = ['search', query, '--interactive', '--hits', '1', '--method', 'bm25'];
    const { exitCode, stdout, stderr } = await tserini(args, { input: 'thunder\n\n  zzzqqq \nhail' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'no hits: zzzqqq' });
    // An empty line ends each answer, also the empty one.
    const lines = rows(stdout).map(([, , , title = '']) => title);
    expect(lines).toEqual([
      'Why the sky looks blue',
      '',
      expect.stringMatching(/lightning|thunder/i),
      '',
      '',
      expect.stringMatching(/hail/i),
      '',
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 by %s', async (signal) => {
    const child = spawn(process.execPath, [main, 'search', '--interactive', '--method', 'bm25', '--json']);
    child.stdin.write('thunder\n');
    const [line] = await once(child.stdout, 'data');
    expect(JSON.parse(String(line))).toMatchObject({ query: 'thunder' });
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});

/** util-linux' `script` runs a command on a terminal. */
const { stdout: version } = await execa('script', ['--version'], { reject: false });
const hasTerminal = /util-linux/.test(version ?? '');

it.skipIf(!hasTerminal)(
  `prompts on a terminal until Ctrl-C${hasTerminal ? '' : ' (skipped: script of util-linux is missing)'}`,
  async () => {
    const line = `'${process.execPath}' '${main}' search --interactive --method bm25 --hits 1`;
    const child = execa('script', ['-qec', line, join(folder(), 'typescript')], {
      env: { CI: '1', TERM: 'xterm' },
      reject: false,
    });
    const shown = (wanted: RegExp) =>
      new Promise<void>((resolve) => {
        let text = '';
        child.stdout.on('data', (part) => {
          text += part;
          if (wanted.test(text)) resolve();
        });
      });
    await shown(/query> /);
    const answered = shown(/weather[\s\S]*query> /);
    child.stdin.write('thunder\r');
    await answered;
    child.stdin.write('\u0003');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(folder(), 'typescript'), 'utf8')).toMatch(/rank {2} +score {2}docid/);
  },
);

describe('refuses', () => {
  it.each([
    ['', 'give a query, or --interactive to type some (see: tserini search --help)'],
    ['sky --hits 0', '--hits must be a whole number from 1 up, not 0'],
    ['sky --k1 1', '--k1 and --b go together'],
    ['sky --k1 1 --b 0.5', 'k1 and b are for methods bm25 and hybrid'],
    ['sky --method bm25 --encoder splade-tiny', '--encoder is for impact search: leave out --method bm25'],
    ['sky --text-index TEXT', '--text-index goes with --index'],
    ['sky --index TEXT --method impact', 'has no impact search; use method bm25'],
    ['sky --index IMPACT --method bm25', 'has no bm25 search; use method impact'],
    ['sky --index IMPACT --method hybrid', 'has no hybrid search, which takes an impact index'],
    [
      'sky --index TEXT --encoder splade-tiny',
      'a text index takes neither an encoder nor a second text index',
    ],
    [
      'sky --index UNRECORDED',
      'the impact index does not say by which model queries are encoded: give --encoder',
    ],
  ])('%s', async (flags, message) => {
    const args = flags
      .replace('TEXT', places.text)
      .replace('IMPACT', places.impact)
      .replace('UNRECORDED', join(folder(), 'unrecorded'))
      .split(' ');
    await expect(search(...args)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });
});

describe('search.lucene --query', () => {
  const lucene = async (...args: string[]) =>
    mainInProcess([
      'search.lucene',
      '--impact',
      '--encoder',
      'splade-tiny',
      '--index',
      places.impact,
      ...args,
    ]);

  it('prints the run that a file of topics gives, with --runtag', async () => {
    const topics = join(folder(), 'topics.tsv');
    await writeFile(topics, `1\t${query}\n`);
    const output = join(folder(), 'run.txt');
    const written = await lucene('--topics', topics, '--output', output, '--hits', '5', '--runtag', 'mine');
    expect(written).toMatchObject({ exitCode: 0 });
    const printed = await lucene('--query', query, '--hits', '5', '--runtag', 'mine');
    expect(printed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(`${printed.stdout}\n`).toBe(await readFile(output, 'utf8'));
    expect(printed.stdout).toMatch(/^1 Q0 weather-01 1 53507\.000000 mine\n/);
  });

  it('excludes what is for topics', async () => {
    expect(await lucene('--query', 'sky', '--qrels', 'q')).toMatchObject({
      exitCode: 2,
      stderr: 'tserini: --query and --qrels exclude each other',
    });
  });
});
