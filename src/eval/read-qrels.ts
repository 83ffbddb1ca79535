import { TseriniError } from '../errors.js';
import { type ReadOptions, readBlocks } from '../run/blocks.js';
import { parseNumber } from '../run/bytes.js';
import { ColumnScanner } from '../run/columns.js';
import { Qrels, TopicQrels } from './qrels.js';

/** Where the columns of a judgment are. */
interface Layout {
  readonly columns: number;
  readonly docid: number;
  readonly level: number;
  readonly names: string;
}

const trec: Layout = { columns: 4, docid: 2, level: 3, names: 'topic iteration docid relevance' };
/** BEIR's `.tsv`: no iteration column, and as a rule a header line. */
const beir: Layout = { columns: 3, docid: 1, level: 2, names: 'topic docid relevance' };

/** Levels are counted in an array: this bounds it. trec_eval documents levels below 128. */
const highestLevel = 1_000_000;

/**
 * Reads qrels: TREC's four columns, or BEIR's three with or without a header. Gzipped files are recognised.
 *
 * Columns are split at any white space; blank lines and lines that begin with `#` are skipped. A negative
 * relevance means pooled but not judged.
 *
 * @throws TseriniError NOT_FOUND for a missing file; INPUT, with file and line, for a line with too few or too
 *   many columns, a relevance that is not a whole number, a document judged twice for a topic, or an empty file
 */
export async function loadQrels(path: string, options: ReadOptions = {}): Promise<Qrels> {
  const scanner = new ColumnScanner(path, trec.columns);
  const { starts, ends } = scanner;
  const topics = new Map<string, TopicQrels>();
  let layout: Layout | undefined;
  let name = '';
  let topic: TopicQrels | undefined;
  for await (const block of readBlocks('the qrels', path, options)) {
    let at = 0;
    while (at < block.length) {
      at = scanner.scan(block, at);
      if (scanner.count === 0) continue;
      if (layout === undefined) {
        layout = scanner.count === beir.columns ? beir : trec;
        if (layout === beir && isHeader(scanner, block)) continue;
      }
      if (scanner.count !== layout.columns) {
        const found = scanner.count > layout.columns ? `more than ${layout.columns}` : `${scanner.count}`;
        throw scanner.error(`${found} columns where qrels have ${layout.columns} (${layout.names})`);
      }
      const level = readLevel(scanner, block, layout.level);
      const id = scanner.column(block, 0);
      if (topic === undefined || id !== name) {
        name = id;
        topic = topics.get(name) ?? new TopicQrels();
        topics.set(name, topic);
      }
      if (!topic.add(block, starts[layout.docid]!, ends[layout.docid]!, level)) {
        throw scanner.error(`docid ${scanner.column(block, layout.docid)} is judged twice for topic ${name}`);
      }
    }
  }
  if (topics.size === 0) throw new TseriniError('INPUT', `the qrels are empty: ${path}`, { value: path });
  return new Qrels(topics);
}

function isHeader(scanner: ColumnScanner, block: Uint8Array): boolean {
  return Number.isNaN(parseNumber(block, scanner.starts[2]!, scanner.ends[2]!));
}

/** A whole number. `1.0` is one; trec_eval would also cut 0.5 to 0, silently. */
export function readLevel(scanner: ColumnScanner, block: Uint8Array, column: number): number {
  const level = parseNumber(block, scanner.starts[column]!, scanner.ends[column]!);
  if (!Number.isInteger(level) || level > highestLevel || level < -highestLevel) {
    const written = scanner.column(block, column);
    throw scanner.error(`the relevance is not a whole number up to ${highestLevel}: ${written}`, written);
  }
  return level;
}
