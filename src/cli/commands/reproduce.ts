import { join } from 'node:path';
import { publishedSuites } from '../../reproduce/published-rows.js';
import type { Reproduction } from '../../reproduce/reproduction.js';
import { reproductions } from '../../reproduce/reproductions.js';
import { didYouMean } from '../../util/did-you-mean.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import { listReproductions, listRows } from '../reproduce-list.js';
import { given, text } from '../values.js';

/** Runs a whole experiment, as `npm start` does. */
export const command: Command = {
  examples: [
    ['reproduce --list', 'Show what can be reproduced'],
    [
      'reproduce nfcorpus-bm25 --data nfcorpus.zip --report nfcorpus.md',
      'BM25 on a downloaded data set, with a report',
    ],
    [
      'reproduce nfcorpus-splade-v3 --vectors vectors.jsonl.gz --encoded-topics topics.tsv.gz',
      'The guide, from encoded documents and topics',
    ],
    [
      'reproduce --list msmarco-v1-passage',
      "The conditions of one of Pyserini's pages, with the published metrics",
    ],
    [
      'reproduce msmarco-v1-passage bm25-tuned --dataset dl19-passage',
      'One of them on one set of topics, from the published index',
    ],
    ['reproduce anserini/beir splade-v3.onnx --print-commands', "One of Anserini's, as commands"],
    [
      'reproduce beir --dataset nfcorpus --data nfcorpus.zip',
      'The conditions with BM25, from an index that is built here',
    ],
  ],
  positional: '<name> [condition]',
  options: {
    list: {
      type: 'boolean',
      describe: 'List the experiments and suites, or the rows of a suite, with the expected metrics',
    },
    data: {
      type: 'string',
      describe: "Folder or .zip in BEIR's layout (default: downloaded to the cache)",
    },
    dataset: { type: 'string', describe: 'Of a suite: only this data set or these topics' },
    encoder: { type: 'string', describe: 'Model, in place of the model of the experiment' },
    vectors: { type: 'string', describe: 'Encoded documents, in place of encoding them' },
    'encoded-topics': {
      type: 'string',
      describe: 'Encoded topics, each token repeated by its weight',
    },
    output: { type: 'string', describe: 'Folder for vectors, indexes and runs (default: out/<name>)' },
    'dry-run': { type: 'boolean', describe: 'Print the commands without running them' },
    'print-commands': { type: 'boolean', describe: 'The same as --dry-run' },
    keep: {
      type: 'boolean',
      default: true,
      describe: 'Keep vectors, indexes and runs; --keep=false removes them if the metrics are as expected',
    },
    report: { type: 'string', describe: 'Write a report in Markdown, with a plot beside it (.svg)' },
  },
  epilogue:
    'A suite is a page of published results: its rows run with the published indexes, topics and judgments, which are\n' +
    'downloaded. A metric is OK if it is equal to four decimals, OKish if it is above or within 0.0005.\n' +
    'Completed steps are not repeated: an experiment that was stopped resumes.\n' +
    'The exit status is 1 if a metric differs from the expected one.',

  async run(flags, io, commands) {
    const [suite, condition, ...others] = flags._ as string[];
    if (suite !== undefined && publishedSuites.has(suite)) {
      checkSuiteFlags(flags, others);
      if (flags.list) return io.out(`${listRows(suite, condition, flags).join('\n')}\n`);
      const { reproduceSuite } = await import('../reproduce-rows.js');
      return reproduceSuite(suite, condition, flags, io, commands);
    }
    if (flags.list) return io.out(`${listReproductions().join('\n')}\n`);
    const { dryRun } = await import('../../reproduce/dry-run.js');
    const { removeOutput, reproduce, requireExpected } = await import('../../reproduce/reproduce.js');
    const { hitTable, metricTable, nextSteps, reproductionLine } = await import('../reproduce-output.js');
    const { stepReport } = await import('../step-report.js');
    const [name, reproduction] = pick(flags);
    const options = {
      output: text(flags, 'output') ?? join('out', name),
      ...given({
        data: text(flags, 'data'),
        encoder: text(flags, 'encoder'),
        vectors: text(flags, 'vectors'),
        encodedTopics: text(flags, 'encoded-topics'),
      }),
    };
    if (flags['dry-run'] || flags['print-commands'])
      return io.out(`${dryRun(reproduction, options).join('\n')}\n`);
    await io.out(`${reproduction.title}\n\n`);
    const steps = stepReport(io, options.output);
    const result = await reproduce(reproduction, { ...options, signal: io.signal, ...steps.events }).finally(
      steps.stop,
    );
    await io.out(`\n${await hitTable(reproduction, result, options.output)}${metricTable(result)}\n`);
    const report = text(flags, 'report');
    if (report !== undefined) {
      const { writeReport } = await import('../../reproduce/report.js');
      const plot = await writeReport(report, name, reproduction, result, io.signal);
      await io.out(`\nreport in ${report}, plot in ${plot}\n`);
    }
    requireExpected(result.results);
    await io.out(reproductionLine(result) ?? nextSteps(result));
    if (flags.keep === false) await removeOutput(options.output);
  },
};

function checkSuiteFlags(flags: Flags, others: readonly string[]): void {
  const stray = ['encoder', 'vectors', 'encoded-topics'].find((flag) => flags[flag] !== undefined);
  if (stray !== undefined) throw new TseriniError('USAGE', `--${stray} is for experiments, not for suites`);
  if (flags.keep === false) throw new TseriniError('USAGE', '--keep is for experiments, not for suites');
  if (others.length > 0) throw new TseriniError('USAGE', `unexpected argument: ${others[0]}`);
}

function pick(flags: Flags): [string, Reproduction] {
  const [name, ...others] = flags._ as string[];
  if (name === undefined || others.length > 0) {
    throw new TseriniError('USAGE', 'name one experiment (see: tserini reproduce --list)');
  }
  if (flags.dataset !== undefined) throw new TseriniError('USAGE', '--dataset is for suites');
  const reproduction = reproductions.get(name);
  if (!reproduction) {
    const hint = didYouMean(name, [...reproductions.keys(), ...publishedSuites.keys()]);
    throw new TseriniError('USAGE', `no experiment or suite ${name}${hint} (see: tserini reproduce --list)`, {
      value: name,
    });
  }
  const encoded = ['encoder', 'vectors', 'encoded-topics'].find((flag) => flags[flag] !== undefined);
  if (encoded !== undefined && !reproduction.systems.some(({ kind }) => kind === 'impact')) {
    throw new TseriniError('USAGE', `${name} searches text: --${encoded} is for experiments with a model`);
  }
  return [name, reproduction];
}
