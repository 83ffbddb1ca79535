import { basename } from 'node:path';
import { type CompareOptions, compareRuns, type NamedRun } from '../../eval/compare/compare-runs.js';
import { comparisonToJson } from '../../eval/compare/comparison-json.js';
import { formatComparison, formatComparisonMarkdown } from '../../eval/compare/comparison-table.js';
import { comparisonToSvg } from '../../eval/compare/svg-plot.js';
import { loadQrels } from '../../eval/read-qrels.js';
import { TseriniError } from '../../util/errors.js';
import { writeAtomically } from '../../util/files/write-atomically.js';
import type { Command, Flags } from '../command.js';
import { qrelsPath } from '../flags/qrels-flag.js';
import { noteComments } from '../note-comments.js';
import { wholeNumber } from '../values.js';

export const command: Command = {
  examples: [
    [
      'eval.compare --qrels qrels.txt --runs bm25.txt splade.txt',
      'How much better SPLADE is than BM25, on which topics, and whether that is significant',
    ],
    [
      'eval.compare --qrels qrels.txt --runs bm25.txt splade.txt fusion.txt --measures ndcg_cut.10 --svg out.svg',
      'Two runs against the first, with a plot of the differences',
    ],
  ],
  options: {
    qrels: { type: 'string', demandOption: true, describe: 'Relevance judgments' },
    runs: {
      type: 'array',
      string: true,
      demandOption: true,
      describe: 'Runs; each is compared with the first',
    },
    measures: {
      type: 'array',
      string: true,
      alias: 'm',
      default: ['ndcg_cut.10', 'map', 'recall.100'],
      describe: "Measures, written as for eval.trec_eval's -m",
    },
    level: { type: 'number', default: 1, describe: 'Lowest relevance level that counts as relevant' },
    compat: {
      type: 'string',
      choices: ['10.0', '9.0.4'],
      default: '10.0',
      describe: 'Version of trec_eval to agree with',
    },
    permutations: { type: 'number', default: 100_000, describe: 'Sign patterns of the randomization test' },
    resamples: { type: 'number', default: 10_000, describe: 'Bootstrap samples' },
    confidence: { type: 'number', default: 0.95, describe: 'Confidence level of the bootstrap interval' },
    seed: { type: 'number', default: 42, describe: 'Seed of the random numbers' },
    topics: {
      type: 'number',
      default: 5,
      describe: 'Number of topics to list with the largest gains, and with the largest losses',
    },
    svg: { type: 'string', describe: 'Write a plot of the per-topic differences to this file' },
    json: { type: 'boolean', describe: 'Print JSON, with per-topic values' },
    markdown: { type: 'boolean', describe: 'Print the tables as Markdown' },
  },
  epilogue: `All topics of the qrels count; a topic that a run lacks counts as 0. Paired t-test and Fisher's randomization test
are two-sided. Sources: Smucker, Allan and Carterette, A Comparison of Statistical Significance Tests for
Information Retrieval Evaluation, CIKM 2007; Urbano, Lima and Hanjalic, Statistical Significance Testing in
Information Retrieval, SIGIR 2019; Holm, Scandinavian Journal of Statistics 6, 1979.`,
  async run(flags, io) {
    if (flags.json && flags.markdown) throw new TseriniError('USAGE', 'choose one of --json and --markdown');
    const { signal } = io;
    const runs = nameRuns(flags.runs as string[]);
    const reading = { signal, hashComments: flags.compat !== '9.0.4' };
    const qrels = await loadQrels(await qrelsPath(flags.qrels as string, io), reading);
    const progress = io.progress('Evaluating', 'runs', runs.length);
    const comparison = await compareRuns(qrels, runs, flags.measures as string[], {
      ...optionsFrom(flags),
      ...reading,
      onProgress: (done, total) => progress.update(done, total),
    }).finally(() => progress.stop());
    noteComments(io, comparison);
    const moved = wholeNumber(flags, 'topics', 0)!;
    if (flags.json) await io.out(`${JSON.stringify(comparisonToJson(comparison), null, 2)}\n`);
    else if (flags.markdown) await io.out(formatComparisonMarkdown(comparison, { moved }));
    else await io.out(formatComparison(comparison, { moved }));
    if (flags.svg !== undefined) {
      await writeAtomically('plot', flags.svg as string, [comparisonToSvg(comparison)], signal);
      io.log(`plot written to ${flags.svg}`);
    }
  },
};

/** Names runs by their files, without folders and endings where that tells them apart. */
function nameRuns(paths: readonly string[]): NamedRun[] {
  if (paths.filter((path) => path === '-').length > 1) {
    throw new TseriniError('USAGE', 'only one run can be read from standard input');
  }
  const short = (path: string) =>
    basename(path)
      .replace(/\.gz$/, '')
      .replace(/\.(txt|tsv|run)$/, '');
  const names = paths.map(short);
  return paths.map((run, index) => ({
    run,
    name: names.indexOf(names[index]!) === names.lastIndexOf(names[index]!) ? names[index]! : run,
  }));
}

function optionsFrom(flags: Flags): CompareOptions {
  const confidence = flags.confidence as number;
  if (!(confidence > 0 && confidence < 1)) {
    throw new TseriniError('USAGE', `--confidence must be between 0 and 1, not ${confidence}`);
  }
  return {
    relevanceLevel: wholeNumber(flags, 'level', -Infinity, Infinity)!,
    compat: flags.compat as '10.0' | '9.0.4',
    permutations: wholeNumber(flags, 'permutations')!,
    resamples: wholeNumber(flags, 'resamples')!,
    seed: wholeNumber(flags, 'seed', -Infinity, Infinity)!,
    confidence,
  };
}
