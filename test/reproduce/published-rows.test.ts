import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { command as searchCommand } from '#tserini/cli/commands/search-lucene.js';
import { parseFlags } from '#tserini/cli/parse.js';
import { parseTrecEvalArguments } from '#tserini/cli/trec-eval-arguments.js';
import { namedQrels } from '#tserini/datasets/published-qrels.js';
import { namedTopics } from '#tserini/datasets/published-topics.js';
import { findPrebuiltIndex } from '#tserini/prebuilt/prebuilt-indexes.js';
import { publishedRows, publishedSuites } from '#tserini/reproduce/published-rows.js';
import { verdict } from '#tserini/reproduce/reproduce-rows.js';
import { reproductions } from '#tserini/reproduce/reproductions.js';
import { rowCommands, whyNot } from '#tserini/reproduce/row-commands.js';
import { readTable } from '#tserini/util/files/read-table.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { tempFolder } from '../support/temp.ts';

const searchFlags = new Set(Object.keys(searchCommand.options ?? {}));
const runnable = publishedRows.filter((row) => whyNot(row, searchFlags) === undefined);

describe.skipIf(!hasSharedData)(`the published rows${needsSharedData}`, () => {
  it("are those of Pyserini's and Anserini's pages, with the same figures", () => {
    const pages = readTable(pathToFileURL(sharedData('catalogue/reproductions.tsv')));
    expect(publishedRows).toHaveLength(531 + 312);
    expect(pages).toHaveLength(publishedRows.length);
    for (const [i, page] of pages.entries()) {
      const row = publishedRows[i]!;
      const suite = page.system === 'pyserini' ? page.suite : `anserini/${page.suite}`;
      expect([row.suite, row.condition, row.index, row.topics, row.qrels]).toEqual([
        suite,
        page.condition,
        page.index,
        page.topics,
        page.qrels,
      ]);
      expect([page.topics_or_dataset, page.qrels]).toContain(row.dataset);
      expect(row.measures.map(({ name, value }) => `${name}=${value.toFixed(4)}`).join(';')).toBe(
        page.metrics!.replaceAll(/=(\d+\.\d+)/g, (_, value) => `=${Number(value).toFixed(4)}`),
      );
      for (const { name, flags } of row.measures.filter((measure) => measure.flags.length > 0)) {
        expect(`;${page.eval};`).toContain(`;${name}: ${flags.join(' ')};`);
      }
      if (row.flags.length > 0) {
        const hits = /-hits (\d+)/.exec(page.flags!)?.[1];
        expect(/--hits (\d+)/.exec(row.flags.join(' '))?.[1]).toBe(hits);
        expect(row.flags.includes('--remove-query')).toBe(/-remove-?query/i.test(page.flags!));
        expect(row.flags.join(' ').includes(` ${page.encoder}`.trimEnd())).toBe(true);
      }
    }
  });
});

it.skipIf(!hasSharedData)(`the script makes the table${needsSharedData}`, async () => {
  const made = join(await tempFolder(), 'reproductions.tsv');
  const root = join(import.meta.dirname, '../..');
  const script = join(root, 'scripts/reproductions.mjs');
  await execa(process.execPath, [script, sharedData('catalogue/reproductions.tsv'), '--to', made]);
  expect(readFileSync(made, 'utf8')).toBe(readFileSync(join(root, 'catalogue/reproductions.tsv'), 'utf8'));
});

describe('a published row', () => {
  it('is one of its suite, by condition and data set', () => {
    const keys = publishedRows.map(({ suite, condition, dataset }) => `${suite} ${condition} ${dataset}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const name of publishedSuites.keys()) expect(reproductions.has(name)).toBe(false);
  });

  it('that can run names an index, topics and judgments that are known, and flags that its commands have', () => {
    expect(runnable).toHaveLength(712);
    for (const row of runnable) {
      expect(() => findPrebuiltIndex(row.index)).not.toThrow();
      expect(namedTopics.has(row.topics), row.topics).toBe(true);
      expect(namedQrels.has(row.qrels), row.qrels).toBe(true);
      const { steps, evaluations } = rowCommands(row, 'out');
      const [, ...search] = steps[0]!.command;
      expect(() => parseFlags('search.lucene', searchCommand, search)).not.toThrow();
      for (const [, ...evaluation] of evaluations) {
        const { measures, files } = parseTrecEvalArguments(evaluation);
        expect(measures).toHaveLength(1);
        expect(files).toEqual([row.qrels, steps[0]!.output]);
      }
    }
  });

  it('that shares its run with another has the same search', () => {
    const searches = new Map<string, string>();
    for (const row of runnable) {
      const { output, command } = rowCommands(row, row.suite).steps[0]!;
      expect(searches.get(output) ?? command.join(' ')).toBe(command.join(' '));
      searches.set(output, command.join(' '));
    }
    expect(searches.size).toBeLessThan(runnable.length);
  });

  it('of Anserini takes BM25 with the same parameters for every index', () => {
    for (const { suite, flags } of publishedRows.filter((row) => row.flags.includes('--bm25'))) {
      if (suite.startsWith('anserini/')) expect(flags.join(' ')).toContain('--bm25 --k1 0.9 --b 0.4');
    }
  });

  it('cannot run without a reason', () => {
    const reasons = new Set(publishedRows.map((row) => whyNot(row, searchFlags)));
    const dense = publishedRows.find(({ needs }) => needs === 'dense model')!;
    expect(whyNot(dense, searchFlags)).toBe('it searches dense vectors too');
    expect(reasons).toContain('it fuses the run of mdpr-tied-pft-msmarco.sw, which searches dense vectors');
    expect(reasons).toContain("it is evaluated by the answers in the texts, with DPR's script");
    expect(reasons).toContain('its model is not supported: castorini/slimr-pp-msmarco-passage (SLIM)');
    expect([...reasons].filter((reason) => reason?.startsWith('search.lucene has no'))).toEqual([]);
    const bm25 = publishedRows.find((row) => row.flags.includes('--bm25'))!;
    expect(whyNot(bm25, new Set())).toMatch(/^search\.lucene has no --/);
    expect(whyNot(bm25, searchFlags, 'nfcorpus.zip')).toBe('--data is for BM25 on data sets of BEIR');
  });
});

it('judges a value in steps of 0.0001', () => {
  const steps = fc.integer({ min: 0, max: 10_000 });
  // Nearby values are the ones that matter.
  const pair = fc.oneof(
    fc.tuple(steps, steps),
    fc
      .tuple(steps, fc.integer({ min: -8, max: 8 }))
      .map(([a, b]) => [a, Math.min(10_000, Math.max(0, a + b))] as const),
  );
  fc.assert(
    fc.property(pair, ([value, published]) => {
      const said = verdict(value / 10_000, published / 10_000);
      const word = value === published ? /^OK$/ : value >= published - 5 ? /^OKish / : /^off by -/;
      expect(said).toMatch(word);
      const difference = /[+-][\d.]+$/.exec(said)?.[0] ?? '0';
      expect(Math.round(Number(difference) * 10_000)).toBe(value - published);
    }),
  );
});
