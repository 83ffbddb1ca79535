import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/reproduce.js';
import { beirDatasets } from '#tserini/datasets/beir.js';
import { publishedSuites } from '#tserini/reproduce/published-rows.js';
import { reproduce, requireExpected } from '#tserini/reproduce/reproduce.js';
import type { Reproduction } from '#tserini/reproduce/reproduction.js';
import { reproductions } from '#tserini/reproduce/reproductions.js';
import { runCommand } from '../support/run-command.ts';
import { writeSmallDataset } from '../support/small-dataset.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

const folder = suiteFolder();
const data = () => join(folder(), 'data');

beforeAll(() => writeSmallDataset(data()));

const experiment: Reproduction = {
  title: 'A small one',
  data: { dataset: 'nfcorpus' },
  systems: [
    { kind: 'bm25', name: 'bm25' },
    { kind: 'impact', name: 'weights', encoder: 'none', fields: ['text'], maxLength: 9 },
    { kind: 'fusion', name: 'both', of: ['bm25', 'weights'], method: 'rrf' },
  ],
  measures: ['ndcg_cut.10', 'recall.100', 'recall.1'],
  hits: 10,
};

/** Runs it from encoded files. @returns which steps were done before */
async function run(output: string, record = experiment) {
  const vectors = join(folder(), 'vectors.jsonl');
  const encodedTopics = join(folder(), 'encoded.tsv');
  if (!existsSync(vectors)) {
    await writeFile(vectors, '{"id": "d1", "vector": {"heart": 2}}\n{"id": "d3", "vector": {"stone": 2}}\n');
    await writeFile(encodedTopics, 'q1\theart\nq2\tlung\nq9\tother\n');
  }
  const skipped: string[] = [];
  const result = await reproduce(record, {
    data: data(),
    output,
    vectors,
    encodedTopics,
    onDone: (step, _, before) => before && skipped.push(`${step.system.name} ${step.name}`),
  });
  return { ...result, skipped };
}

describe('reproduce', () => {
  it('searches the judged topics alone, fuses, and evaluates each system', async () => {
    const output = await tempFolder();
    const { results, skipped } = await run(output);
    expect(skipped).toEqual([]);
    expect(results.map(({ system }) => system.name)).toEqual(['bm25', 'weights', 'both']);
    const rows = (name: string) => readFileSync(join(output, 'runs', `${name}.txt`), 'utf8').split('\n');
    const docs = (name: string) =>
      rows(name)
        .map((row) => row.split(' ').slice(0, 3).join(' '))
        .filter(Boolean);
    expect(docs('bm25')).toEqual(['q1 Q0 d1', 'q1 Q0 d2', 'q2 Q0 d2']);
    expect(docs('weights')).toEqual(['q1 Q0 d1']);
    expect(docs('both')).toEqual(['q1 Q0 d1', 'q1 Q0 d2', 'q2 Q0 d2']);
    const values = results.map(({ metrics }) => Array.from(metrics.values(), ({ value }) => value));
    // Both relevant documents of q1 in their best order, and the one of q2; the weights find one of three.
    expect(values).toEqual([
      [1, 1, 0.75],
      [expect.closeTo(0.5 * (2 / (2 + 1 / Math.log2(3))), 9), 0.25, 0.25],
      [1, 1, 0.75],
    ]);
  });

  it('skips the steps whose output is complete, and runs the others again', async () => {
    const output = await tempFolder();
    await run(output);
    const all = ['bm25 index', 'bm25 search', 'weights index', 'weights search', 'both fuse'];
    expect((await run(output)).skipped).toEqual(all);

    const runFile = join(output, 'runs/bm25.txt');
    const before = readFileSync(runFile, 'utf8');
    await truncate(runFile, 10);
    expect((await run(output)).skipped).toEqual(['bm25 index', 'weights index', 'weights search']);
    expect(readFileSync(runFile, 'utf8')).toBe(before);

    const index = join(output, 'index/weights');
    const segments = (await readdir(index)).find((name) => name.startsWith('segments'))!;
    await rm(join(index, segments));
    expect((await run(output)).skipped).toEqual(['bm25 index', 'bm25 search']);

    const corpus = join(data(), 'corpus.jsonl');
    const { atime, mtime } = await stat(corpus);
    await utimes(corpus, atime, new Date(mtime.getTime() + 5000));
    expect((await run(output)).skipped).toEqual(['weights index', 'weights search']);

    expect((await run(output, { ...experiment, hits: 1 })).skipped).toEqual(['bm25 index', 'weights index']);
  });

  it('rejects with INTERRUPTED when its signal is aborted, before or between steps', async () => {
    const reason = new Error('enough');
    const stopped = { code: 'INTERRUPTED', cause: reason };
    const options = { data: data(), output: await tempFolder() };
    const signal = AbortSignal.abort(reason);
    await expect(reproduce(experiment, { ...options, signal })).rejects.toMatchObject(stopped);
    const controller = new AbortController();
    const onDone = () => controller.abort(reason);
    const later = reproduce(experiment, { ...options, signal: controller.signal, onDone });
    await expect(later).rejects.toMatchObject(stopped);
  });

  it('compares with what is expected, to four decimals and within a tolerance', async () => {
    const output = await tempFolder();
    const expecting = async (value: number, by?: number) => {
      const tolerance = by === undefined ? {} : { tolerance: { by, because: 'of a test' } };
      const expected = { metrics: new Map([['recall.1', value]]), source: 'a test', ...tolerance };
      const systems = [{ kind: 'bm25' as const, name: 'bm25', expected }];
      return (await run(output, { ...experiment, systems })).results;
    };
    expect(() => requireExpected([])).not.toThrow();
    const right = await expecting(0.75);
    expect(() => requireExpected(right)).not.toThrow();
    const wrong = await expecting(0.7512);
    expect(() => requireExpected(wrong)).toThrow(
      'not reproduced: bm25 recall.1 0.7500, expected 0.7512 (-0.0012)',
    );
    const near = await expecting(0.7512, 0.002);
    expect(() => requireExpected(near)).not.toThrow();
  });
});

describe('the records', () => {
  it('name data sets that there are, and systems to fuse that come before', () => {
    for (const { data, systems } of reproductions.values()) {
      if ('dataset' in data) expect(beirDatasets.has(data.dataset)).toBe(true);
      for (const [i, system] of systems.entries()) {
        const before = systems.slice(0, i).map(({ name }) => name);
        if (system.kind === 'fusion') expect(before).toEqual(expect.arrayContaining([...system.of]));
      }
    }
  });

  it('state a source for every metric that is expected', () => {
    for (const [name, { data, systems, measures }] of reproductions) {
      for (const { expected } of systems) {
        if ('dataset' in data) expect(expected?.source, name).toMatch(/Pyserini|Anserini/);
        for (const measure of expected?.metrics.keys() ?? []) expect(measures).toContain(measure);
      }
    }
  });
});

describe('tserini reproduce', () => {
  const cli = (...args: string[]) => runCommand('reproduce', command, args);

  it('ends with an error that says by how much a metric is off, after the table and the report', async () => {
    const output = await tempFolder();
    const report = join(output, 'deep/report.md');
    const failing = cli(
      'nfcorpus-bm25',
      '--data',
      data(),
      '--output',
      output,
      '--report',
      report,
      '--keep=false',
    );
    await expect(failing).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(
        /not reproduced: bm25 ndcg_cut\.10 1\.0000, expected 0\.3218 \(\+0\.6782\)/,
      ),
    });
    const markdown = readFileSync(report, 'utf8');
    expect(markdown).toContain('1.0000 (expected 0.3218: off by +0.6782)');
    expect(markdown).toContain('](report.svg)');
    expect(readFileSync(join(output, 'deep/report.svg'), 'utf8')).toMatch(/^<svg [\s\S]*bm25: mean 1\.0000/);
    // What is wrong is kept, to look at.
    expect(existsSync(join(output, 'runs/bm25.txt'))).toBe(true);
  });

  it('lists experiments and what they expect', async () => {
    const { out } = await cli('--list');
    expect(out.trimEnd().split('\n')).toHaveLength(reproductions.size + publishedSuites.size);
    expect(out).toMatch(/^nfcorpus-splade-v3 +nDCG@10 0\.3624 {2}\S/m);
    expect(out).toMatch(/^embedded {2}/m);
  });

  it('prints the commands with --dry-run, and where the data would come from', async () => {
    const { out } = await cli('scifact-splade-v3', '--dry-run', '--output', 'o');
    const { md5 } = beirDatasets.get('scifact')!.archive!;
    expect(out).toMatch(
      new RegExp(`^# http.*/scifact\\.zip\n# is downloaded to .*scifact\\.zip \\(md5 ${md5}\\)\n`),
    );
    const names = out.split('\n').flatMap((line) => /^npx tserini (\S+) /.exec(line)?.[1] ?? []);
    expect(names).toEqual(['encode', 'index.lucene', 'search.lucene', 'eval.trec_eval']);
  });

  it.each([
    [[], 'name one experiment'],
    [['nfcorpus-splade-v4'], 'did you mean nfcorpus-splade-v3?'],
    [['nfcorpus-bm25', '--vectors', 'v'], '--vectors is for experiments with a model'],
    [['bioasq-bm25'], 'BEIR does not publish bioasq'],
    [['nfcorpus-bm25', '--data', '/no/such.zip'], 'not found: /no/such.zip'],
  ])('refuses %j', async (args, message) => {
    await expect(cli(...args)).rejects.toThrow(message);
  });
});
