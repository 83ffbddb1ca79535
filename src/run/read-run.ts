import { TseriniError } from '../util/errors.js';
import { parseNumber, sameBytes } from './bytes.js';
import { ColumnScanner, type ReadColumnsOptions } from './columns.js';
import { Run, RunTopic } from './run.js';

/** `trec`: topic, Q0, docid, rank, score, tag. `msmarco`: topic, docid, rank. */
export type RunFormat = 'trec' | 'msmarco';

/** What was found in a run file. */
export interface RunFileInfo {
  readonly format: RunFormat;
  /** The tag of the last line, as trec_eval takes it; `TEMPRUN` for MS MARCO runs, as in Pyserini. */
  readonly tag: string;
  readonly lines: number;
  /** Lines that begin with `#` and were skipped as comments. */
  readonly comments: number;
}

/** How a run is read. */
export interface LoadRunOptions extends ReadColumnsOptions {
  /** Refuse a rank that is not a number. Default: false; evaluation, for one, uses no ranks. */
  readonly needsRanks?: boolean | undefined;
}

const trecColumns = 6;
const msmarcoColumns = 3;
const msmarcoTag = 'TEMPRUN';

/**
 * Reads a run from the disk, line by line, without storing it.
 *
 * The first line determines the format: six columns or more are TREC's, three are MS MARCO's, whose score becomes
 * 1 / rank. What is behind the tag is skipped, as in trec_eval, unless white space in an id moved the columns.
 * Columns are split at any white space (tabs, runs of spaces and CRLF line ends are accepted); blank lines and comments
 * are skipped. Gzip is detected by its first bytes.
 *
 * @param path a file, or `-` for standard input
 * @param options `ranks` says whether the rank column of TREC's format is read, and whether it must hold numbers
 * @param begin called whenever the topic is another than on the line before; returns the topic that its documents are added to
 * @throws TseriniError NOT_FOUND for a missing file; INPUT, with file and line, for a line with too few or too many
 *   columns, a score or rank that is not a number, a docid given twice for a topic, or a run with no lines
 */
export async function scanRun(
  path: string,
  begin: (topic: string) => RunTopic,
  {
    ranks = 'skipped',
    ...options
  }: ReadColumnsOptions & { readonly ranks?: 'skipped' | 'stored' | 'needed' } = {},
): Promise<RunFileInfo> {
  const scanner = new ColumnScanner(path, trecColumns);
  const { starts, ends } = scanner;
  let format: RunFormat | undefined;
  let topic: RunTopic | undefined;
  let topicBytes = new Uint8Array(0);
  let tag = '';
  let lines = 0;
  for await (const block of scanner.blocks('run', options)) {
    let at = 0;
    let tagStart = -1;
    let tagEnd = -1;
    while (at < block.length) {
      at = scanner.scan(block, at);
      if (scanner.count === 0 || isComment(scanner, block, format, options.hashComments)) continue;
      format ??= scanner.count === msmarcoColumns ? 'msmarco' : 'trec';
      const isTrec = format === 'trec';
      checkColumns(scanner, block, isTrec);
      if (topic === undefined || !sameBytes(topicBytes, block, starts[0]!, ends[0]!)) {
        topicBytes = block.slice(starts[0]!, ends[0]!);
        topic = begin(scanner.column(block, 0));
      }
      const rank = isTrec
        ? ranks === 'skipped'
          ? undefined
          : readTrecRank(scanner, block, ranks === 'needed')
        : readRank(scanner, block);
      const score = isTrec ? readScore(scanner, block) : 1 / rank!;
      const docid = isTrec ? 2 : 1;
      if (!topic.add(block, starts[docid]!, ends[docid]!, score, rank)) {
        throw scanner.error(`docid ${scanner.column(block, docid)} is twice in topic ${topic.topic}`);
      }
      if (isTrec) {
        tagStart = starts[5]!;
        tagEnd = ends[5]!;
      }
      lines++;
    }
    if (tagStart >= 0) tag = Buffer.from(block.subarray(tagStart, tagEnd)).toString('utf8');
  }
  if (format === undefined) throw new TseriniError('INPUT', `the run is empty: ${path}`, { value: path });
  return { format, tag: format === 'trec' ? tag : msmarcoTag, lines, comments: scanner.comments };
}

/**
 * Reads a whole run into memory. Topics may be interleaved.
 *
 * The first line determines the format, TREC's or MS MARCO's; gzip is detected by its first bytes. A line that begins
 * with `#` is a comment unless it has the columns of a line of the run; with `hashComments`, always.
 * @throws TseriniError `NOT_FOUND`; `INPUT`, with file and line, for a line with too few or too many columns, a score or
 *   rank that is not a number, a docid given twice for a topic, a file that is not UTF-8, or a run with no lines
 */
export async function loadRun(path: string, { needsRanks, ...options }: LoadRunOptions = {}): Promise<Run> {
  const topics = new Map<string, RunTopic>();
  const { tag, comments } = await scanRun(
    path,
    (topic) => {
      const known = topics.get(topic);
      if (known) return known;
      const created = new RunTopic(topic);
      topics.set(topic, created);
      return created;
    },
    { ...options, ranks: needsRanks ? 'needed' : 'stored' },
  );
  return new Run(topics, tag, comments);
}

function isNumber({ starts, ends }: ColumnScanner, block: Uint8Array, column: number): boolean {
  return !Number.isNaN(parseNumber(block, starts[column]!, ends[column]!));
}

/** The format is known from the first line of data on. */
function isComment(
  scanner: ColumnScanner,
  block: Uint8Array,
  format: RunFormat | undefined,
  all: boolean | undefined,
): boolean {
  const isMsMarco = (format ?? (scanner.count === msmarcoColumns ? 'msmarco' : 'trec')) === 'msmarco';
  return scanner.isComment(block, isMsMarco ? msmarcoColumns : trecColumns, isMsMarco ? 2 : 4, all);
}

function checkColumns(scanner: ColumnScanner, block: Uint8Array, isTrec: boolean): void {
  const hasMore = scanner.count > trecColumns && isNumber(scanner, block, 3) && !isNumber(scanner, block, 5);
  if (isTrec && scanner.count !== trecColumns && !hasMore) {
    throw scanner.wrongColumns(6, 'a run has 6 (topic Q0 docid rank score tag) or 3 (topic docid rank)');
  }
  if (!isTrec && scanner.count !== msmarcoColumns) {
    throw scanner.wrongColumns(3, 'the lines before have 3 (topic docid rank)');
  }
}

function readScore(scanner: ColumnScanner, block: Uint8Array): number {
  const score = parseNumber(block, scanner.starts[4]!, scanner.ends[4]!);
  if (Number.isNaN(score)) {
    const written = scanner.column(block, 4);
    throw scanner.error(`the score is not a number: ${written}`, written);
  }
  return score;
}

/** The rank column of TREC's format, which only fusion by ranks uses; NaN where it may be anything and is no number. */
function readTrecRank(scanner: ColumnScanner, block: Uint8Array, isNeeded: boolean): number {
  const rank = parseNumber(block, scanner.starts[3]!, scanner.ends[3]!);
  if (isNeeded && !Number.isFinite(rank)) {
    const written = scanner.column(block, 3);
    throw scanner.error(`the rank is not a number: ${written}`, written);
  }
  return rank;
}

function readRank(scanner: ColumnScanner, block: Uint8Array): number {
  const rank = parseNumber(block, scanner.starts[2]!, scanner.ends[2]!);
  if (!(rank >= 1) || !Number.isInteger(rank)) {
    const written = scanner.column(block, 2);
    throw scanner.error(`the rank is not a whole number from 1: ${written}`, written);
  }
  return rank;
}
