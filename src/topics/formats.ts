import { TseriniError } from '../util/errors.js';
import { parseJsonl, parseKilt } from './parse-jsonl.js';
import { parseTrec, type TopicField } from './parse-trec.js';
import { parseTsv } from './parse-tsv.js';
import type { Fail, TopicLine } from './topic-line.js';

interface Format {
  /** What a file of this format looks like. */
  readonly looks: string;
  parse(text: string, fail: Fail, fields: readonly TopicField[]): TopicLine[];
  /** Keeps the order of the file, where the others are sorted. */
  readonly ordered?: boolean;
}

/** Formats of topic files, by the names that --topics-format takes. */
export const topicFormats = {
  tsv: { looks: 'a line each of id, tab, text', parse: parseTsv },
  jsonl: { looks: 'a line each of {"id": …, "text": …}', parse: parseJsonl },
  trec: { looks: '<top> <num> <title> <desc> <narr>, as TREC and FIRE write them', parse: parseTrec },
  kilt: { looks: 'a line each of {"id": …, "input": …}', parse: parseKilt, ordered: true },
} satisfies Readonly<Record<string, Format>>;

export type TopicFormat = keyof typeof topicFormats;

/**
 * Tells a format by its first line, and where that leaves a doubt by the file's name.
 * @throws TseriniError `INPUT` that says what was seen and which formats there are
 */
export function detectFormat(path: string, text: string): TopicFormat {
  const first = firstLine(text);
  const name = path.replace(/\.gz$/, '');
  if (first.includes('\t') && !/^\s*[{[]/.test(first)) return 'tsv';
  if (/\.jsonl$/.test(name) || first.trimStart().startsWith('{')) return 'jsonl';
  if (/<top\b/i.test(text)) return 'trec';
  throw wrongFormat(path, text);
}

/** @param wanted the format that was asked for; absent where none was */
export function wrongFormat(path: string, text: string, wanted?: TopicFormat): TseriniError {
  const first = firstLine(text);
  const seen = `its first line is ${JSON.stringify(first.length > 60 ? `${first.slice(0, 60)}…` : first)}`;
  const formats = Object.entries(topicFormats).map(([name, { looks }]) => `${name} (${looks})`);
  return new TseriniError(
    'INPUT',
    `${wanted ? `no topics of the format ${wanted}` : 'cannot tell the format of the topics'} in ${path}: ${seen}; ` +
      `there are the formats ${formats.join(', ')}, and folders or zip archives of BEIR`,
    { value: first },
  );
}

function firstLine(text: string): string {
  const line = text.split('\n', 50).find((candidate) => candidate.trim() !== '') ?? '';
  return line.replace(/\r$/, '');
}
