import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { readTable } from '../util/files/read-table.js';

/** A measure of a published row. */
export interface PublishedMeasure {
  /** As the page names it: `MRR@10`. */
  readonly name: string;
  readonly value: number;
  /** Flags of eval.trec_eval; none where another program evaluates. */
  readonly flags: readonly string[];
}

/** A row of Pyserini's or Anserini's published reproductions: one condition on one data set. */
export interface PublishedRow {
  /** `beir` of Pyserini, `anserini/beir` of Anserini. */
  readonly suite: string;
  readonly condition: string;
  /** The topics or the data set, and where several judgments of the same topics are published, the name of these. */
  readonly dataset: string;
  readonly index: string;
  readonly topics: string;
  readonly qrels: string;
  /** Flags of search.lucene; none where it does not search alone. */
  readonly flags: readonly string[];
  /** The conditions whose runs are fused. */
  readonly fuses: readonly string[];
  readonly measures: readonly PublishedMeasure[];
  /** What is needed besides the index: a model, for example; empty for BM25. */
  readonly needs: string;
  readonly notes: string;
}

type Columns = Exclude<keyof PublishedRow, 'measures'> | 'metrics';

const wordsOf = (text: string) => text.split(' ').filter(Boolean);

function measureOf(text: string): PublishedMeasure {
  const [name = '', value, ...flags] = text.split(' ');
  return { name, value: Number(value), flags };
}

/** Every published row, in the order of the pages. */
export const publishedRows: readonly PublishedRow[] = readTable<Columns>(
  new URL('../../catalogue/reproductions.tsv', import.meta.url),
).map(({ metrics, flags, fuses, ...row }) => ({
  ...row,
  flags: wordsOf(flags),
  fuses: wordsOf(fuses),
  measures: metrics.split(';').map(measureOf),
}));

/** The rows by suite. */
export const publishedSuites: ReadonlyMap<string, readonly PublishedRow[]> = new Map(
  [...new Set(publishedRows.map(({ suite }) => suite))].map((name) => [
    name,
    publishedRows.filter(({ suite }) => suite === name),
  ]),
);

/**
 * The rows of a suite, or those of one condition, of one data set.
 * @throws TseriniError `USAGE`, with the nearest name
 */
export function selectRows(
  suite: string,
  selection: Partial<Pick<PublishedRow, 'condition' | 'dataset'>>,
): readonly PublishedRow[] {
  let rows = publishedSuites.get(suite) ?? [];
  for (const kind of ['condition', 'dataset'] as const) {
    const value = selection[kind];
    if (value === undefined) continue;
    const there = rows.filter((row) => row[kind] === value);
    if (there.length === 0) {
      const hint = didYouMean(value, [...new Set(rows.map((row) => row[kind]))]);
      const name = kind === 'condition' ? 'condition' : 'data set';
      throw new TseriniError(
        'USAGE',
        `${suite} has no ${name} ${value}${hint} (see: tserini reproduce --list ${suite})`,
        {
          value,
        },
      );
    }
    rows = there;
  }
  return rows;
}

/** Who publishes a suite. */
export function publisherOf(suite: string): string {
  return suite.startsWith('anserini/') ? 'Anserini' : 'Pyserini';
}
