import { parseNumber, sameBytes } from '../run/bytes.js';
import type { ReadColumnsOptions } from '../run/columns.js';
import { GroupedQrels, Qrels, TopicQrels } from './qrels.js';
import { type JudgmentLine, readLevel, scanJudgments } from './scan-judgments.js';

const trecColumns = ['topic', 'iteration', 'docid', 'relevance'];
/** BEIR's `.tsv`: no iteration column, and as a rule a header line. */
const beirColumns = ['topic', 'docid', 'relevance'];

/**
 * Reads qrels: TREC's four columns (topic, iteration, docid, relevance), or BEIR's three (topic, docid,
 * relevance) with or without a header line. A negative relevance means pooled but not judged. A line that begins with
 * `#` is a comment unless it has the columns of a judgment; with `hashComments`, always.
 *
 * @throws TseriniError NOT_FOUND for a missing file; INPUT, with file and line, for a line with too few or too
 *   many columns, a relevance that is not a whole number, a document judged twice for a topic,
 *   a file that is not UTF-8, or an empty one
 */
export async function loadQrels(path: string, options: ReadColumnsOptions = {}): Promise<Qrels> {
  const topics = new Map<string, TopicQrels>();
  let docid = 2;
  let name = '';
  let nameBytes = new Uint8Array(0);
  let topic: TopicQrels | undefined;
  const layout = ({ scanner, block }: JudgmentLine) => {
    if (scanner.count !== beirColumns.length) return { names: trecColumns, isHeader: false };
    docid = 1;
    const isHeader = Number.isNaN(parseNumber(block, scanner.starts[2]!, scanner.ends[2]!));
    return { names: beirColumns, isHeader };
  };
  const add = (line: JudgmentLine) => {
    const { scanner, block } = line;
    const [start, end] = [scanner.starts[0]!, scanner.ends[0]!];
    if (topic === undefined || !sameBytes(nameBytes, block, start, end)) {
      nameBytes = block.slice(start, end);
      name = scanner.column(block, 0);
      topic = topics.get(name) ?? new TopicQrels();
      topics.set(name, topic);
    }
    addJudgment(topic, line, docid, () => `topic ${name}`);
  };
  return new Qrels(topics, await scanJudgments(path, layout, add, options));
}

/**
 * Reads qrels of several users (-R qrels_jg): the second column names the judgment group.
 * @throws TseriniError as {@link loadQrels}; a document may be judged once in each group
 */
export async function loadGroupedQrels(
  path: string,
  options: ReadColumnsOptions = {},
): Promise<GroupedQrels> {
  const topics = new Map<string, Map<string, TopicQrels>>();
  const names = trecColumns.with(1, 'group');
  const add = (line: JudgmentLine) => {
    const id = line.scanner.column(line.block, 0);
    const group = line.scanner.column(line.block, 1);
    const groups = topics.get(id) ?? new Map<string, TopicQrels>();
    topics.set(id, groups);
    const qrels = groups.get(group) ?? new TopicQrels();
    groups.set(group, qrels);
    addJudgment(qrels, line, 2, () => `topic ${id}, group ${group}`);
  };
  return new GroupedQrels(topics, await scanJudgments(path, names, add, options));
}

function addJudgment(topic: TopicQrels, line: JudgmentLine, docid: number, where: () => string): void {
  const { scanner, block } = line;
  const level = readLevel(line, docid + 1);
  if (!topic.add(block, scanner.starts[docid]!, scanner.ends[docid]!, level)) {
    throw scanner.error(`docid ${scanner.column(block, docid)} is judged twice for ${where()}`);
  }
}
