import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { command as qrelsCommand } from '#tserini/cli/commands/qrels.js';
import { command as topicsCommand } from '#tserini/cli/commands/topics.js';
import { indexDefinitions } from '#tserini/cli/index-definitions.js';
import { withPublishedSettings } from '#tserini/cli/published-settings.js';
import { LuceneIndexer, prebuiltIndexes } from '#tserini/index.js';
import { prebuiltFolder } from '#tserini/prebuilt/fetch-index.js';
import { catalogueFixtures, catalogueTable, serveMirror } from '../support/catalogue.ts';
import { tserini } from '../support/cli.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';
import type { FileServer } from '../support/file-server.ts';
import { mainInProcess } from '../support/main-in-process.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

describe('lists', () => {
  const lines = async (name: string, command: typeof topicsCommand, ...args: string[]) => {
    vi.stubEnv('PYSERINI_CACHE', await tempFolder());
    const { out } = await runCommand(name, command, ['--list', ...args]).finally(() => vi.unstubAllEnvs());
    return out.trimEnd().split('\n');
  };

  it('have a line per file, and with a pattern one per name that holds it', async () => {
    expect(await lines('topics', topicsCommand)).toHaveLength(651);
    expect(await lines('qrels', qrelsCommand)).toHaveLength(253);
    const dl20 = await lines('topics', topicsCommand, 'DL20*splade-v3');
    expect(dl20.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'dl20.splade-v3 200 topics impact, naver/splade-v3',
      'dl20-passage-splade-v3 200 topics impact, naver/splade-v3 = dl20.splade-v3',
      'dl20-passage.splade-v3 200 topics impact, naver/splade-v3 = dl20.splade-v3',
      'dl20-splade-v3 200 topics impact, naver/splade-v3 = dl20.splade-v3',
      'dl20-doc.splade-v3 200 topics impact, naver/splade-v3 = dl20.splade-v3',
    ]);
    expect(await lines('qrels', qrelsCommand, 'no such name')).toEqual(['']);
  });
});

describe('what a name implies', () => {
  const settings = async (flags: Record<string, unknown>) => {
    const log: string[] = [];
    const io = { log: (line: string) => log.push(line) } as never;
    const {
      index: _,
      topics: __,
      impact: ___,
      ...implied
    } = await withPublishedSettings({ topics: 'x.tsv', ...flags }, io);
    return { implied, log };
  };

  it("is BM25's parameters, unless flags give others or another function", async () => {
    const { implied, log } = await settings({ index: 'msmarco-v1-doc' });
    expect(implied).toEqual({ k1: 4.46, b: 0.82 });
    expect(log).toEqual([
      'BM25 with k1 4.46 and b 0.82, as Pyserini searches msmarco-v1-doc (--k1 and --b override)',
    ]);
    for (const flags of [{ k1: 1, b: 0.5 }, { qld: true }]) {
      expect(await settings({ index: 'msmarco-v1-doc', ...flags })).toEqual({ implied: flags, log: [] });
    }
    for (const index of ['msmarco-v2-doc', './msmarco-v1-doc', 'unknown']) {
      expect(await settings({ index })).toEqual({ implied: {}, log: [] });
    }
  });

  it.skipIf(!hasSharedData)(
    `is the parameters of each index that has its own${needsSharedData}`,
    async () => {
      for (const { index, k1, b } of catalogueTable('bm25-defaults.tsv')) {
        expect((await settings({ index })).implied).toEqual({ k1: Number(k1), b: Number(b) });
      }
    },
  );

  it('is the encoder of an index, unless it is given or cannot be run', async () => {
    const impact = { impact: true, index: 'bright-pony.splade-v3' };
    expect((await settings(impact)).implied).toEqual({ encoder: 'naver/splade-v3' });
    expect((await settings({ ...impact, encoder: 'mine' })).implied).toEqual({ encoder: 'mine' });
    for (const [index, encoder] of [
      ['msmarco-v1-passage.unicoil', 'castorini/unicoil-msmarco-passage'],
      ['msmarco-v1-passage.unicoil-noexp', 'castorini/unicoil-noexp-msmarco-passage'],
      ['msmarco-v1-passage.unicoil-tilde', 'ielab/unicoil-tilde200-msmarco-passage'],
    ]) {
      expect((await settings({ impact: true, index })).implied, index).toEqual({ encoder });
    }
    for (const [index, why] of [
      [
        'msmarco-v1-passage.slimr-pp',
        'castorini/slimr-pp-msmarco-passage, and SLIM models are not supported: take',
      ],
      [
        'msmarco-v1-passage.deepimpact',
        'DeepImpact (pre-encoded topics only), which is not on the Hugging Face Hub: take',
      ],
    ] as const) {
      await expect(settings({ impact: true, index })).rejects.toThrow(`are encoded by ${why} encoded topics`);
    }
  });

  it('is that topics are encoded, with a warning where another model encoded the index', async () => {
    const encoded = { impact: true, index: 'msmarco-v1-passage.splade-v3', topics: 'dl19-passage.splade-v3' };
    expect(await settings(encoded)).toEqual({
      implied: { pretokenized: true },
      log: ['the topics dl19-passage.splade-v3 are encoded (naver/splade-v3), and searched without a model'],
    });
    const { log } = await settings({ ...encoded, topics: 'dl19-passage.splade-pp-ed' });
    expect(log.slice(1)).toEqual([
      'warning: the topics dl19-passage.splade-pp-ed are encoded by naver/splade-cocondenser-ensembledistil, ' +
        'and msmarco-v1-passage.splade-v3 by naver/splade-v3',
    ]);
    await expect(settings({ ...encoded, encoder: 'naver/splade-v3' })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('is the data set, with a warning where that of the topics is another', async () => {
    for (const [index, topics, isWarned] of [
      ['beir-v1.0.0-nfcorpus.flat', 'beir-v1.0.0-nfcorpus-test', false],
      ['beir-v1.0.0-nfcorpus.flat', 'beir-v1.0.0-scifact-test', true],
      ['bright-pony', 'bright-biology', true],
      ['bright-biology', 'bright-biology-original', false],
      ['mrtydi-v1.1-arabic', 'mrtydi-v1.1-ar.test', false],
      ['mrtydi-v1.1-arabic', 'mrtydi-v1.1-bn.test', true],
      ['miracl-v1.0-sw', 'miracl-v1.0-sw-dev', false],
      ['cacm', 'bright-biology', false],
    ] as const) {
      const { log } = await settings({ index, topics });
      expect(
        log.some((line) => line.includes('are of another data set')),
        `${index} ${topics}`,
      ).toBe(isWarned);
    }
  });
});

describe.skipIf(!hasSharedData)(`searches by name${needsSharedData}`, () => {
  const folder = suiteFolder();
  const fixtures = hasSharedData ? catalogueFixtures() : {};
  let mirror: FileServer;

  beforeAll(async () => {
    mirror = await serveMirror(fixtures);
  });
  afterAll(() => mirror[Symbol.asyncDispose]());

  const at = (name: string) => join(folder(), name);
  const run = async (...args: string[]) => {
    const env = { PYSERINI_CACHE: at('cache'), TSERINI_MIRROR: mirror.url };
    const result = await mainInProcess(args, { env, cwd: folder() });
    expect(result.stderr).not.toContain('tserini: ');
    return result;
  };

  /** A made-up index, as if it had been fetched under a name. */
  async function place(
    name: string,
    collection: 'JsonCollection' | 'JsonVectorCollection',
    records: object[],
  ) {
    writeFileSync(at('docs.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const path = at(`index-${name}`);
    await new LuceneIndexer(path, { collection }).index(at('docs.jsonl'));
    vi.stubEnv('PYSERINI_CACHE', at('cache'));
    const cached = prebuiltFolder(prebuiltIndexes.get(name)!);
    vi.unstubAllEnvs();
    mkdirSync(cached, { recursive: true });
    cpSync(path, cached, { recursive: true });
    return path;
  }

  it('go from names to metrics: encoded topics of a published index, and judgments', async () => {
    const name = 'msmarco-v1-passage.splade-v3';
    const judged = fixtures['qrels.dl19-passage.txt']!.toString().trim().split('\n');
    const words = ['anthropological', 'definition', 'environment', 'weather', 'jamaica', 'goldfish', 'axon'];
    const docids = new Set(judged.filter((_, i) => i % 10 === 0).map((line) => line.split(' ')[2]));
    const documents = [...docids].map((id, i) => ({
      id,
      vector: { [words[i % 7]!]: 50, [words[i % 5]!]: 1 + (i % 40) },
    }));
    const path = await place(name, 'JsonVectorCollection', documents);
    writeFileSync(at('dl19.tsv.gz'), fixtures['topics.dl19-passage.splade-v3.tsv.gz']!);

    const search = ['search.lucene', '--impact', '--output'];
    const named = await run(...search, at('named'), '--index', name, '--topics', 'dl19-passage.splade-v3');
    expect(named.exitCode, named.stderr).toBe(0);
    await run(...search, at('by-path'), '--index', path, '--topics', at('dl19.tsv.gz'), '--pretokenized');
    expect(readFileSync(at('named'))).toEqual(readFileSync(at('by-path')));
    vi.stubEnv('PYSERINI_CACHE', at('cache'));
    const definitions = await indexDefinitions({ index: [`msmarco=${name}`] }, { log: () => {} } as never);
    vi.unstubAllEnvs();
    expect(definitions).toMatchObject([{ name: 'msmarco', encoder: 'naver/splade-v3' }]);
    writeFileSync(at('qrels'), fixtures['qrels.dl19-passage.txt']!);
    const evaluate = async (qrels: string) =>
      (await run('eval.trec_eval', '-c', '-l', '2', '-m', 'map', qrels, at('named'))).stdout;
    expect(await evaluate('dl19-passage')).toMatch(/^map\s+all\s+0\.0*[1-9]/);
    expect(await evaluate('dl19-passage')).toBe(await evaluate(at('qrels')));
  });

  it("take Pyserini's parameters of BM25, and flags in their place", async () => {
    const records = Array.from({ length: 60 }, (_, i) => ({
      id: `d${i}`,
      contents: `${'red '.repeat(1 + (i % 4))}${'blue '.repeat(i % 7)}${'green '.repeat(i)}`,
    }));
    const path = await place('msmarco-v1-passage', 'JsonCollection', records);
    writeFileSync(at('colors.tsv'), '1\tred blue\n2\tgreen\n');
    const search = async (index: string, ...flags: string[]) => {
      const args = ['--index', index, '--topics', at('colors.tsv'), '--output', at('colors.run'), ...flags];
      const { stderr } = await run('search.lucene', ...args);
      return { stderr, run: readFileSync(at('colors.run'), 'utf8') };
    };
    const named = await search('msmarco-v1-passage');
    expect(named.stderr).toContain('BM25 with k1 0.82 and b 0.68, as Pyserini searches msmarco-v1-passage');
    expect(named.run).toBe((await search(path, '--k1', '0.82', '--b', '0.68')).run);
    const [, , docid, , score] = named.run.split(/[ \n]/);
    const explain = ['explain', '--index', 'msmarco-v1-passage', '--query', 'red blue', '--docid', docid!];
    const explained = JSON.parse((await run(...explain, '--json')).stdout);
    expect(explained.score).toBeCloseTo(Number(score), 4);
    const usual = await search('msmarco-v1-passage', '--k1', '0.9', '--b', '0.4');
    expect(usual.run).toBe((await search(path)).run);
    expect(usual.run).not.toBe(named.run);
  });

  it('leave out the documents that BRIGHT excludes', async () => {
    const lines = fixtures['exclude.bright-leetcode.txt']!.toString().trim().split('\n');
    const [topic, docid] = lines[0]!.split(' ') as [string, string];
    const records = [docid, 'leetcode/another.txt'].map((id) => ({
      id,
      contents: 'given an array of integers return',
    }));
    const path = await place('bright-leetcode', 'JsonCollection', records);
    writeFileSync(at('leet.tsv.gz'), fixtures['topics.bright-leetcode.tsv.gz']!);
    const search = async (index: string, topics: string, ...flags: string[]) => {
      const files = ['--index', index, '--topics', topics, '--output', at('bright.run')];
      await run('search.lucene', ...files, ...flags);
      const hits = readFileSync(at('bright.run'), 'utf8').split('\n');
      return hits.filter((line) => line.startsWith(`${topic} `)).map((line) => line.split(' ')[2]);
    };
    expect(await search('bright-leetcode', 'bright-leetcode')).toEqual(['leetcode/another.txt']);
    cpSync(path, at('elsewhere'), { recursive: true });
    const all = ['leetcode/another.txt', docid].toSorted();
    expect((await search(at('elsewhere'), at('leet.tsv.gz'))).toSorted()).toEqual(all);
    const kept = await search('bright-leetcode', 'bright-leetcode', '--no-exclusions');
    expect(kept.toSorted()).toEqual(all);
  });

  it('prefer a file of the working folder, with a warning', async () => {
    const work = await tempFolder();
    writeFileSync(join(work, 'dl19-passage'), '1\tmine\n');
    const env = { PYSERINI_CACHE: at('cache'), TSERINI_MIRROR: mirror.url };
    const here = await mainInProcess(['topics', '--topics', 'dl19-passage'], { env, cwd: work });
    expect(here).toMatchObject({
      stdout: '1\tmine',
      stderr:
        'warning: dl19-passage is a file here, and is read in place of the published topics of that name',
    });
    const elsewhere = await mainInProcess(['topics', '--topics', 'dl19-passage'], { env, cwd: folder() });
    expect(elsewhere.stdout.split('\n')).toHaveLength(43);
    expect(elsewhere.stderr).toBe('');
  });

  it('are of one download where two processes ask for it', async () => {
    const env = { PYSERINI_CACHE: await tempFolder(), TSERINI_MIRROR: mirror.url };
    mirror.requests.length = 0;
    mirror.slowly = 500;
    const both = await Promise.all([1, 2].map(() => tserini(['qrels', 'dl19-passage'], { env })));
    delete mirror.slowly;
    const path = join(env.PYSERINI_CACHE, 'topics-and-qrels/qrels.dl19-passage.txt');
    expect(both.map(({ stdout }) => stdout)).toEqual([path, path]);
    expect(mirror.requests.filter((line) => line.startsWith('GET'))).toHaveLength(1);
    expect(readFileSync(path)).toEqual(fixtures['qrels.dl19-passage.txt']);
  });
});
