import { strip } from '../corpus/strip.js';
import { lineEnd } from '../util/files/utf8.js';
import type { Fail, Parse, TopicRecord } from './topic-record.js';

// Formats of one topic per line.

/** What a line says: the id, and texts by name. */
type Columns = readonly [id: string, fields: Readonly<Record<string, string>>];

/** @param read undefined for a line that is not of the format */
function perLine(expected: string, read: (line: string) => Columns | undefined): Parse {
  return (text, fail) => {
    const topics: TopicRecord[] = [];
    for (const [i, line] of text.split(lineEnd).entries()) {
      if (line.trim() === '') continue;
      const [id, fields] = read(line) ?? fail(i + 1, `expected ${expected}`, line);
      topics.push({ id, fields: new Map(Object.entries(fields)), line: i + 1 });
    }
    return topics;
  };
}

/** Lines of `id<TAB>text`; as in Anserini, further columns are ignored. */
export const parseTsv = perLine('id<TAB>text, found no tab', (line) => {
  const [id, title] = line.split('\t');
  return title === undefined ? undefined : [id!.trim(), { title: title.trim() }];
});

/** The same where each id is a whole number. */
export function parseTsvInt(text: string, fail: Fail): TopicRecord[] {
  return parseTsv(text, fail).map((topic) =>
    /^[+-]?\d+$/.test(topic.id)
      ? topic
      : fail(topic.line, `the id ${topic.id} is not a whole number`, topic.id),
  );
}

/** Lines of `1:text`; as in Anserini, text behind another colon is ignored. */
export const parseWeb = perLine('number:text', (line) => {
  const [id, title] = line.trim().split(':');
  return title && /^\d+$/.test(id!) ? [id!, { title }] : undefined;
});

/** Lines of `id:priority:text`; as in Anserini, the text begins behind the last colon. */
export const parsePrioritizedWeb = perLine('number:priority:text', (line) => {
  const [id, priority, ...texts] = line.trim().split(':');
  return /^\d+$/.test(id!) && texts.length > 0
    ? [id!, { title: texts.at(-1)!, priority: priority! }]
    : undefined;
});

/** TREC CAR's lines, each of which is an id; the text is what the percent signs in it stand for. */
export function parseCar(text: string, fail: Fail): TopicRecord[] {
  const topics = perLine(
    'a title of Wikipedia, with percent signs in front of two hexadecimal digits',
    (line) => {
      const id = line.trim();
      try {
        return [id, { title: decodeURIComponent(id.replace(/^enwiki:/, '').replaceAll('+', ' ')) }];
      } catch {
        return undefined;
      }
    },
  )(text, fail);
  // Equal lines are one topic.
  return [...new Map(topics.toReversed().map((topic) => [topic.id, topic])).values()].reverse();
}

/** PyTerrier's `singleline`: an id and a text with a blank or a colon between them. */
export function parseSingleLine(text: string, fail: Fail): TopicRecord[] {
  const lines = text.split(lineEnd).map((line) => (line.trimStart().startsWith('#') ? '' : line));
  return perLine('an id, a blank or a colon, and the text', (line) => {
    const [, id, title] = /^([^:\s]+)[\s:]+(.*)$/.exec(strip(line)) ?? [];
    return title ? [id!, { title }] : undefined;
  })(lines.join('\n'), fail);
}

/** A cell of a table of tabs, which may be in quotes, and what ends it. */
const cell = /(?: *"([^"]*(?:""[^"]*)*)" *|(?! *")([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;

/** DPR's `question<TAB>answers`, each in quotes or not; the ids are 0, 1, … in the order of the file. */
export function parseDprNq(text: string, fail: Fail): TopicRecord[] {
  const topics: TopicRecord[] = [];
  let line = 1;
  let cells: string[] = [];
  let start = line;
  for (cell.lastIndex = 0; cell.lastIndex < text.length; ) {
    const from = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) return fail(line, 'text behind a quoted column, or a quote that is not closed');
    const [whole, quoted, plain, end] = found;
    cells.push(quoted?.replaceAll('""', '"').trim() ?? plain!.trim());
    line += whole.split(lineEnd).length - 1;
    if (end === '\t' && from + whole.length < text.length) continue;
    const [title, answers] = cells;
    if (title !== '' && answers !== undefined) {
      const fields = new Map(Object.entries({ title: title!, answers }));
      topics.push({ id: String(topics.length), line: start, fields });
    } else if (cells.some((one) => one !== '')) {
      return fail(start, 'expected question<TAB>answers', title);
    }
    cells = [];
    start = line;
  }
  return topics;
}
