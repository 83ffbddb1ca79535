import { parseNumber } from '../../run/bytes.js';
import type { ReadColumnsOptions } from '../../run/columns.js';
import { type JudgmentLine, scanJudgments } from '../scan-judgments.js';
import { Preferences, TopicPreferences } from './preferences.js';

/** Subgroup of every line of `qrels_prefs`. */
const onlySubgroup = '0';

/**
 * Reads preferences.
 *
 * @param format `prefs`: topic, group, subgroup, docid, level. `qrels_prefs`: topic, group, docid, level, that is
 *   a qrels file whose levels are taken as preferences
 * @throws TseriniError NOT_FOUND for a missing file; INPUT, with file and line, for a line with too few or too
 *   many columns, a level that is not a number from 0, or an empty file
 */
export async function loadPreferences(
  path: string,
  format: 'prefs' | 'qrels_prefs' = 'prefs',
  options: ReadColumnsOptions = {},
): Promise<Preferences> {
  const topics = new Map<string, TopicPreferences>();
  const names =
    format === 'prefs'
      ? ['topic', 'group', 'subgroup', 'docid', 'level']
      : ['topic', 'group', 'docid', 'level'];
  const docid = names.length - 2;
  const add = (line: JudgmentLine) => {
    const { scanner, block } = line;
    const id = scanner.column(block, 0);
    const topic = topics.get(id) ?? new TopicPreferences();
    topics.set(id, topic);
    const subgroup = format === 'prefs' ? scanner.column(block, 2) : onlySubgroup;
    const level = readPreferenceLevel(line, docid + 1);
    topic.add(scanner.column(block, 1), subgroup, block, scanner.starts[docid]!, scanner.ends[docid]!, level);
  };
  return new Preferences(format, topics, await scanJudgments(path, names, add, options));
}

function readPreferenceLevel({ scanner, block }: JudgmentLine, column: number): number {
  const level = parseNumber(block, scanner.starts[column]!, scanner.ends[column]!);
  if (!Number.isFinite(level)) {
    const written = scanner.column(block, column);
    throw scanner.error(`the level is not a number: ${written}`, written);
  }
  return level;
}
