import { TseriniError } from '../util/errors.js';
import { lineEnd } from '../util/files/utf8.js';
import { parseJsonl, parseKilt } from './parse-jsonl.js';
import { parseTrec, type TopicField } from './parse-trec.js';
import { parseTsv } from './parse-tsv.js';
import type { Fail, TopicLine } from './topic-line.js';

export interface Format {
  /** What a file of this format looks like, for messages. */
  readonly looks: string;
  parse(text: string, fail: Fail, fields: readonly TopicField[]): TopicLine[];
  /** Whether the order of the file is kept; the other formats are sorted. */
  readonly isOrdered?: boolean;
}

/** Formats of topic files, by the names that --topics-format takes. */
export const topicFormats = {
  tsv: { looks: 'lines of id, tab, text', parse: parseTsv },
  jsonl: { looks: 'lines of {"id": …, "text": …}', parse: parseJsonl },
  trec: { looks: '<top> <num> <title> <desc> <narr>, as TREC and FIRE write them', parse: parseTrec },
  kilt: { looks: 'lines of {"id": …, "input": …}', parse: parseKilt, isOrdered: true },
} satisfies Readonly<Record<string, Format>>;

/** What topics can be, for messages. */
export const availableFormats =
  `available formats: ${Object.entries(topicFormats)
    .map(([name, { looks }]) => `${name} (${looks})`)
    .join(', ')}, and folders or zip archives of BEIR; ` +
  "of an object of topics, as in Pyserini's .json, this makes jsonl: jq -c 'to_entries[] | {id: .key} + .value'";

export type TopicFormat = keyof typeof topicFormats;

/**
 * Detects a format by its first line and, if that is ambiguous, by the file's name.
 * @throws TseriniError `INPUT`, with the first line and the available formats
 */
export function detectFormat(path: string, text: string): TopicFormat {
  const first = firstLine(text);
  const name = path.replace(/\.gz$/, '');
  if (first.includes('\t') && !/^\s*[{[]/.test(first)) return 'tsv';
  if (/\.jsonl$/.test(name) || first.trimStart().startsWith('{')) return 'jsonl';
  if (/<top\b/i.test(text)) return 'trec';
  throw wrongFormat(path, text);
}

/** @param wanted the requested format, if any */
export function wrongFormat(path: string, text: string, wanted?: TopicFormat): TseriniError {
  const first = firstLine(text);
  const seen = `its first line is ${JSON.stringify(first.length > 60 ? `${first.slice(0, 60)}…` : first)}`;
  return new TseriniError(
    'INPUT',
    `${wanted ? `no topics of the format ${wanted}` : 'cannot detect the format of the topics'} in ${path}: ${seen}; ` +
      availableFormats,
    { value: first },
  );
}

function firstLine(text: string): string {
  return text.split(lineEnd, 50).find((candidate) => candidate.trim() !== '') ?? '';
}
