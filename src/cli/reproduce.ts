import { join, relative } from 'node:path';
import { readRecords } from '../corpus/records.js';
import { TseriniError } from '../errors.js';
import { type ReproductionFiles, type ReproductionResult, reproduce } from '../reproduce/reproduce.js';
import { reproductions } from '../reproduce/reproductions.js';
import type { Command, Io, Progress } from './command.js';
import { didYouMean } from './did-you-mean.js';
import { grouped } from './values.js';

const shownHits = 5;

/** Runs a whole experiment: what `npm start` shows. */
export const command: Command = {
  examples: [
    ['reproduce --list', 'Show what can be reproduced'],
    ['reproduce embedded', 'Encode, index, search and evaluate the collection that comes with tserini'],
  ],
  positional: '<name>',
  options: {
    list: { type: 'boolean', describe: 'List the experiments' },
    output: { type: 'string', describe: 'Folder for vectors, index and run (default: out/<name>)' },
  },

  async run(flags, io) {
    if (flags.list) {
      for (const [name, { title }] of Object.entries(reproductions)) await io.out(`${name}  ${title}\n`);
      return;
    }
    const names = flags._ as string[];
    const name = names[0];
    if (name === undefined || names.length > 1) {
      throw new TseriniError('USAGE', 'name one experiment (see: tserini reproduce --list)');
    }
    const reproduction = Object.hasOwn(reproductions, name) ? reproductions[name] : undefined;
    if (!reproduction) {
      const hint = didYouMean(name, Object.keys(reproductions));
      throw new TseriniError('USAGE', `no experiment ${name}${hint} (see: tserini reproduce --list)`);
    }
    await io.out(`${reproduction.title}\n\n`);
    const output = flags.output === undefined ? join('out', name) : String(flags.output);
    const report = stepReport(io);
    const result = await reproduce(reproduction, output, report, io.signal).finally(() => report.stop());
    await io.out(`${await hitTable(result)}\n\n${figureTable(result, reproduction.encoder)}\n\n`);
    await io.out(nextSteps(result.files));
  },
};

/** Prints a line a step: what it does and where its files are, then how many and how long. */
function stepReport(io: Io) {
  const lines = {
    encode: (f: ReproductionFiles) => ['encode', shown(f.corpus), shown(f.vectors), 'documents'],
    index: (f: ReproductionFiles) => ['index', shown(f.vectors), shown(f.index), 'documents'],
    search: (f: ReproductionFiles) => ['search', shown(f.topics), shown(f.run), 'topics'],
    evaluate: (f: ReproductionFiles) => ['evaluate', shown(f.run), shown(f.qrels), 'topics'],
  };
  let bar: Progress | undefined;
  let line: string[] = [];
  let started = 0;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    onStep(step: keyof typeof lines, files: ReproductionFiles) {
      line = lines[step](files);
      started = performance.now();
    },
    onProgress(done: number, total: number) {
      bar ??= io.progress(line[0]!, line[3]!, total);
      bar.update(done, total);
    },
    onDone(count: number) {
      stop();
      const [name, from, to, unit] = line;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const arrow = name === 'evaluate' ? 'by' : '→';
      void io.out(`${name!.padEnd(8)}  ${from} ${arrow} ${to}: ${grouped(count)} ${unit}, ${seconds} s\n`);
    },
    stop,
  };
}

/** A path as the user would type it here. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

async function hitTable({ files, shown: { topic, hits } }: ReproductionResult): Promise<string> {
  const best = hits.slice(0, shownHits);
  const titles = new Map(best.map(({ docid }) => [docid, '']));
  for await (const { id, fields } of readRecords(files.corpus, { fields: ['title'] })) {
    if (titles.has(id)) titles.set(id, fields.get('title')!);
  }
  const width = Math.max(...best.map(({ docid }) => docid.length));
  const lines = best.map(
    ({ docid, score }, i) =>
      `  ${i + 1}  ${docid.padEnd(width)}  ${score.toFixed(0).padStart(6)}  ${titles.get(docid)}`,
  );
  return `\nThe best hits for topic ${topic.id}, "${topic.text}":\n${lines.join('\n')}`;
}

const measureNames: Readonly<Record<string, string>> = {
  'ndcg_cut.10': 'nDCG@10',
  'recall.100': 'recall@100',
};

function figureTable({ figures }: ReproductionResult, encoder: string): string {
  const names = [...figures.keys()].map((measure) => measureNames[measure] ?? measure);
  const values = [...figures.values()].map((value) => value.toFixed(4));
  const widths = names.map((name, i) => Math.max(name.length, values[i]!.length));
  const row = (first: string, cells: string[]) =>
    `  ${[first.padEnd(encoder.length), ...cells.map((cell, i) => cell.padStart(widths[i]!))].join('  ')}`;
  return `${row('', names)}\n${row(encoder, values)}`;
}

function nextSteps(files: ReproductionFiles): string {
  const topics = shown(files.topics);
  return [
    'The same search, and its evaluation, by hand:',
    `  npx tserini search.lucene --impact --encoder splade-tiny --index ${shown(files.index)} --topics ${topics} --output ${shown(files.run)}`,
    `  npx tserini eval.trec_eval -c -m ndcg_cut.10 ${shown(files.qrels)} ${shown(files.run)}`,
    '',
  ].join('\n');
}
