import { join } from 'node:path';
import { dryRun } from '../../reproduce/dry-run.js';
import { writeReport } from '../../reproduce/report.js';
import { removeOutput, reproduce, requireExpected } from '../../reproduce/reproduce.js';
import type { Reproduction } from '../../reproduce/reproduction.js';
import { reproductions } from '../../reproduce/reproductions.js';
import { didYouMean } from '../../util/did-you-mean.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import {
  hitTable,
  listReproductions,
  metricTable,
  nextSteps,
  reproductionLine,
} from '../reproduce-output.js';
import { stepReport } from '../step-report.js';
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
  ],
  positional: '<name>',
  options: {
    list: { type: 'boolean', describe: 'List the experiments and their expected metrics' },
    data: {
      type: 'string',
      describe: "Folder or .zip in BEIR's layout (default: downloaded to the cache)",
    },
    encoder: { type: 'string', describe: 'Model, in place of the model of the experiment' },
    vectors: { type: 'string', describe: 'Encoded documents, in place of encoding them' },
    'encoded-topics': {
      type: 'string',
      describe: 'Encoded topics, each token repeated by its weight',
    },
    output: { type: 'string', describe: 'Folder for vectors, indexes and runs (default: out/<name>)' },
    'dry-run': { type: 'boolean', describe: 'Print the commands without running them' },
    keep: {
      type: 'boolean',
      default: true,
      describe: 'Keep vectors, indexes and runs; --keep=false removes them if the metrics are as expected',
    },
    report: { type: 'string', describe: 'Write a report in Markdown, with a plot beside it (.svg)' },
  },
  epilogue:
    'Completed steps are not repeated: an experiment that was stopped resumes.\n' +
    'The exit status is 1 if a metric differs from the expected one.',

  async run(flags, io) {
    if (flags.list) return io.out(`${listReproductions().join('\n')}\n`);
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
    if (flags['dry-run']) return io.out(`${dryRun(reproduction, options).join('\n')}\n`);
    await io.out(`${reproduction.title}\n\n`);
    const steps = stepReport(io, options.output);
    const result = await reproduce(reproduction, { ...options, signal: io.signal, ...steps.events }).finally(
      steps.stop,
    );
    await io.out(`\n${await hitTable(reproduction, result, options.output)}${metricTable(result)}\n`);
    const report = text(flags, 'report');
    if (report !== undefined) {
      const plot = await writeReport(report, name, reproduction, result, io.signal);
      await io.out(`\nreport in ${report}, plot in ${plot}\n`);
    }
    requireExpected(result.results);
    await io.out(reproductionLine(result) ?? nextSteps(result));
    if (flags.keep === false) await removeOutput(options.output);
  },
};

function pick(flags: Flags): [string, Reproduction] {
  const [name, ...others] = flags._ as string[];
  if (name === undefined || others.length > 0) {
    throw new TseriniError('USAGE', 'name one experiment (see: tserini reproduce --list)');
  }
  const reproduction = reproductions.get(name);
  if (!reproduction) {
    const hint = didYouMean(name, [...reproductions.keys()]);
    throw new TseriniError('USAGE', `no experiment ${name}${hint} (see: tserini reproduce --list)`, {
      value: name,
    });
  }
  const encoded = ['encoder', 'vectors', 'encoded-topics'].find((flag) => flags[flag] !== undefined);
  if (encoded !== undefined && !reproduction.systems.some(({ kind }) => kind === 'impact')) {
    throw new TseriniError('USAGE', `${name} searches text: --${encoded} is for experiments with a model`);
  }
  return [name, reproduction];
}
