import { join } from 'node:path';
import { otherKindOf } from '../model/source.js';
import { type PublishedRow, publishedSuites } from './published-rows.js';

/** A command line of a row, without `tserini`. */
export interface RowCommand {
  readonly name: 'index' | 'search';
  /** Names the row's files. */
  readonly system: { readonly name: string };
  readonly command: readonly string[];
  /** Paths that it reads. */
  readonly inputs: readonly string[];
  readonly output: string;
}

/** The commands of a row. */
export interface RowCommands {
  /** What makes the run: the search, and before it the index if that is built here. */
  readonly steps: readonly RowCommand[];
  /** The evaluation of each measure. */
  readonly evaluations: readonly (readonly string[])[];
}

/** The version of trec_eval by which the pages were made. */
const trecEval = '9.0.4';

const isText = ({ flags }: PublishedRow) => flags.includes('--bm25');

/**
 * The commands that reproduce a row: those of the page it is published on.
 * @param output folder of the runs
 * @param data a folder or zip archive in BEIR's layout, from which the index is built, and from which topics and judgments
 *   are read; without it, all three are the published ones
 */
export function rowCommands(row: PublishedRow, output: string, data?: string): RowCommands {
  const name = `${row.condition}.${data === undefined ? row.topics : row.dataset}`;
  const run = join(output, 'runs', `${name}.txt`);
  const index = data === undefined ? row.index : join(output, 'index', name);
  // A data set of BEIR has the queries of its other splits too.
  const topics = data === undefined ? ['--topics', row.topics] : ['--topics', data, '--qrels', data];
  const search: RowCommand = {
    name: 'search',
    system: { name },
    command: ['search.lucene', '--index', index, ...topics, '--output', run, ...row.flags],
    inputs: data === undefined ? [] : [data, index],
    output: run,
  };
  const collection = row.flags.includes('--fields') ? 'BeirMultifieldCollection' : 'BeirFlatCollection';
  const build = (from: string): RowCommand => ({
    name: 'index',
    system: { name },
    command: ['index.lucene', '--collection', collection, '--input', from, '--index', index],
    inputs: [from],
    output: index,
  });
  return {
    steps: data === undefined ? [search] : [build(data), search],
    evaluations: row.measures.map(({ flags }) => [
      ...['eval.trec_eval', '--compat', trecEval, ...flags],
      ...[data ?? row.qrels, run],
    ]),
  };
}

/**
 * Why a row cannot run; undefined if it can.
 * @param searchFlags the flags that search.lucene has, without dashes
 */
export function whyNot(
  row: PublishedRow,
  searchFlags: ReadonlySet<string>,
  data?: string,
): string | undefined {
  if (row.needs === 'dense model') return 'it searches dense vectors too';
  const others = new Set(publishedSuites.get(row.suite)?.map(({ condition }) => condition));
  const dense = row.fuses.find((name) => !others.has(name));
  if (dense !== undefined) return `it fuses the run of ${dense}, which searches dense vectors`;
  if (row.measures.some(({ flags }) => flags.length === 0)) {
    return "it is evaluated by the answers in the texts, with DPR's script";
  }
  const model = row.flags[row.flags.indexOf('--encoder') + 1] ?? '';
  const kind = row.flags.includes('--encoder') ? otherKindOf(model) : undefined;
  if (kind !== undefined) return `its model is not supported: ${model} (${kind})`;
  const absent = row.flags.find((flag) => flag.startsWith('--') && !searchFlags.has(flag.slice(2)));
  if (absent !== undefined) return `search.lucene has no ${absent}`;
  if (data !== undefined && !(isText(row) && /(^|\/)beir$/.test(row.suite))) {
    return '--data is for BM25 on data sets of BEIR';
  }
  return undefined;
}
