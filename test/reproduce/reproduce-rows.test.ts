import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { command as indexCommand } from '#tserini/cli/commands/index-lucene.js';
import { command } from '#tserini/cli/commands/reproduce.js';
import { selectRows } from '#tserini/reproduce/published-rows.js';
import { reproduceRows } from '#tserini/reproduce/reproduce-rows.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { type MadeMirror, startMadeMirror } from '../support/made-mirror.ts';
import { runCommand } from '../support/run-command.ts';
import { writeSmallDataset } from '../support/small-dataset.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

const folder = suiteFolder();
const cli = (...args: string[]) => runCommand('reproduce', command, args);
/** What is said of each search. */
const searches = (log: readonly string[]) => log.filter((line) => line.includes('searched, run written'));
const golden = (name: string) => readFileSync(join(import.meta.dirname, 'golden', name), 'utf8');

describe('a row of published names', () => {
  let mirror: MadeMirror;

  beforeAll(async () => {
    const documents = [
      { id: 'd1', contents: 'zuciya na yan wasa' },
      { id: 'd2', contents: 'huhu da zuciya' },
      { id: 'd3', contents: 'duwatsu' },
    ];
    const at = (name: string) => join(folder(), name);
    writeFileSync(at('docs.jsonl'), documents.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const flags = ['--collection', 'JsonCollection', '--input', at('docs.jsonl'), '--index', at('index')];
    await runCommand('index.lucene', indexCommand, [...flags, '--language', 'ha', '--quiet']);
    mirror = await startMadeMirror();
    await mirror.publishIndex('ciral-v1.0-ha', at('index'));
    mirror.publish('topics', 'ciral-v1.0-ha-test-a-native', '1\thuhu\n2\tduwatsu\n');
    mirror.publish('topics', 'ciral-v1.0-ha-test-b-native', '1\thuhu\n');
    mirror.publish('qrels', 'ciral-v1.0-ha-test-b', '1 0 d2 1\n');
    mirror.publish('qrels', 'ciral-v1.0-ha-test-a', '1 0 d2 1\n2 0 d3 1\n');
    mirror.publish('qrels', 'ciral-v1.0-ha-test-a-pools', '1 0 d1 1\n1 0 d2 1\n2 0 d1 1\n');
  });

  afterAll(() => mirror[Symbol.asyncDispose]());

  beforeEach(async () => {
    vi.stubEnv('PYSERINI_CACHE', await tempFolder());
    vi.stubEnv('TSERINI_MIRROR', mirror.url);
    mirror.requests.length = 0;
    return () => vi.unstubAllEnvs();
  });

  it('is fetched, searched once for all of its judgments, and compared', async () => {
    const output = await tempFolder();
    const report = join(output, 'report.md');
    const args = ['ciral', 'bm25-qt.ha', '--output', output, '--report', report];
    const { out, log } = await cli(...args);
    const table = out.split('\n').map((line) => line.trim().split(/ {2,}/));
    // Of the pools, one of two documents is found for topic 1, and none for topic 2.
    const pools = (1 / (1 + 1 / Math.log2(3)) / 2).toFixed(4);
    expect(table.slice(0, 5)).toEqual([
      ['bm25-qt.ha'],
      ['nDCG@20', 'R@100'],
      ['test-a', '1.0000 OKish +0.8344', '1.0000 OKish +0.7126'],
      ['test-a-pools', `${pools} OKish +${(Number(pools) - 0.1161).toFixed(4)}`, '0.2500 OKish +0.0584'],
      ['test-b', '1.0000 OKish +0.7879', '1.0000 OKish +0.6200'],
    ]);
    expect(out).toMatch(/^\+ Results reproduced by /m);
    expect(searches(log)).toHaveLength(2);
    expect(mirror.fetched().sort()).toEqual([
      'ciral-v1.0-ha',
      'ciral-v1.0-ha-test-a',
      'ciral-v1.0-ha-test-a-native',
      'ciral-v1.0-ha-test-a-pools',
      'ciral-v1.0-ha-test-b',
      'ciral-v1.0-ha-test-b-native',
    ]);
    expect(readFileSync(report, 'utf8')).toContain(
      '| bm25-qt.ha | test-a-pools | R@100 | 0.2500 | 0.1916 | OKish +0.0584 |',
    );

    const again = await cli(...args);
    expect(again.out).toBe(out);
    expect(searches(again.log)).toEqual([]);
    rmSync(join(output, 'runs'), { recursive: true });
    expect(searches((await cli(...args)).log)).toHaveLength(2);
  });

  it('that fails leaves the others, and the command ends with an error that says why', async () => {
    const failing = cli('ciral', '--dataset', 'test-a', '--output', await tempFolder());
    await expect(failing).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(/^not reproduced: bm25-qt\.so test-a: .*404.* \(and 6 more\)$/),
    });
  });

  it('stops by a signal', async () => {
    const reason = new Error('enough');
    const options = { output: await tempFolder(), execute: async () => '', whyNot: () => undefined };
    const rows = selectRows('ciral', {});
    const stopped = { code: 'INTERRUPTED', cause: reason };
    const aborted = reproduceRows(rows, { ...options, signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toMatchObject(stopped);
    const controller = new AbortController();
    const execute = async () => {
      controller.abort(reason);
      return '';
    };
    const later = reproduceRows(rows, { ...options, execute, signal: controller.signal });
    await expect(later).rejects.toMatchObject(stopped);
  });
});

describe('a suite', () => {
  it('is listed, with the published metrics', async () => {
    const { out } = await cli('--list', 'ciral');
    expect(out).toBe(golden('list-ciral.txt'));
    const one = await cli('--list', 'beir', 'bm25-flat', '--dataset', 'nfcorpus');
    expect(one.out).toBe('bm25-flat  nfcorpus  nDCG@10 0.3218  R@100 0.2457  R@1000 0.3704\n');
    expect((await cli('--list')).out).toMatch(
      /^msmarco-v1-passage +30 conditions of Pyserini on 3 data sets/m,
    );
  });

  it.each([
    ['commands-pyserini.txt', ['msmarco-v1-doc', 'unicoil-pytorch']],
    ['commands-anserini.txt', ['anserini/msmarco-v1-doc', 'bm25-doc-segmented-default-rocchio']],
    ['commands-shared-run.txt', ['ciral', '--dataset', 'test-a-pools']],
    ['commands-built.txt', ['beir', '--dataset', 'nfcorpus', '--data', 'nfcorpus.zip']],
    ['commands-not-run.txt', ['odqa_nq']],
  ])('prints its commands: %s', async (file, args) => {
    const { out } = await cli(...args, '--print-commands', '--output', 'out');
    expect(out).toBe(golden(file));
    expect((await cli(...args, '--dry-run', '--output', 'out')).out).toBe(out);
  });

  it('says that the index is built here', async () => {
    const data = await writeSmallDataset(join(folder(), 'data'));
    const output = await tempFolder();
    const args = ['beir', '--dataset', 'bioasq', '--data', data, '--output', output];
    const { out } = await cli(...args);
    const lines = (name: string) =>
      readFileSync(join(output, 'runs', `${name}.bioasq.txt`), 'utf8').split('\n');
    const docs = (name: string) => lines(name).map((line) => line.split(' ', 3).join(' '));
    expect(docs('bm25-multifield').sort()).toEqual(docs('bm25-flat').sort());
    // Title and text are two short fields, not one of both their lengths.
    expect(lines('bm25-multifield')).not.toEqual(lines('bm25-flat'));
    expect(out).toContain(
      `Published by Pyserini; the index is built here, from ${data}, not the published one.`,
    );
    const nothing = cli('beir', 'splade-pp-ed', '--dataset', 'nfcorpus', '--data', data);
    await expect(nothing).rejects.toThrow('nothing could run: --data is for BM25 on data sets of BEIR');
  });

  it.each([
    [['ciral', 'bm25-qt.hx'], /^ciral has no condition bm25-qt\.hx, did you mean bm25-qt\.ha\?/],
    [['ciral', '--dataset', 'test-c'], /^ciral has no data set test-c.*--list ciral\)$/],
    [['beir', '--data', 'x.zip'], /^--data is one data set: name it with --dataset$/],
    [['beir', '--encoder', 'x'], /^--encoder is for experiments/],
    [['beir', '--keep=false'], /^--keep is for experiments/],
    [['beir', 'bm25-flat', 'nfcorpus'], /^unexpected argument: nfcorpus$/],
    [['msmarco-v1-pasage'], /did you mean msmarco-v1-passage\?/],
    [['embedded', '--dataset', 'x'], /^--dataset is for suites$/],
    [['odqa_nq', '--output', 'unused'], /^nothing could run: it is evaluated by the answers/],
  ])('refuses %j', async (args, message) => {
    await expect(cli(...args)).rejects.toThrow(message);
  });
});

describe.skipIf(!hasSharedData)(`BEIR's NFCorpus as downloaded${needsSharedData}`, () => {
  it('gives the published figures of BM25, flat and of title and text', async () => {
    const zip = sharedData('nfcorpus/nfcorpus.zip');
    const { out } = await cli('beir', '--dataset', 'nfcorpus', '--data', zip, '--output', await tempFolder());
    expect(out).toMatch(/^bm25-flat +0\.3218 OK +0\.2457 OK +0\.3704 OK$/m);
    expect(out).toMatch(/^bm25-multifield +0\.3254 OK +0\.2500 OK +0\.3718 OK$/m);
    expect(out).toMatch(/^ {2}splade-pp-ed {2}nfcorpus: --data is for BM25/m);
  });
});
