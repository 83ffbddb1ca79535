import { lineEnd } from '../util/files/utf8.js';
import type { Fail, TopicLine } from './topic-line.js';

/** Lines of `id<TAB>text`; as in Anserini, further columns are ignored. */
export function parseTsv(text: string, fail: Fail): TopicLine[] {
  const topics: TopicLine[] = [];
  for (const [i, line] of text.split(lineEnd).entries()) {
    if (line.trim() === '') continue;
    const [id, query] = line.split('\t');
    if (query === undefined) return fail(i + 1, 'expected id<TAB>text, found no tab', line);
    topics.push({ id: id!.trim(), text: query.trim(), line: i + 1 });
  }
  return topics;
}
