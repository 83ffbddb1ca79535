import { TseriniError } from '../util/errors.js';
import { lineEnd } from '../util/files/utf8.js';
import { parseJson } from '../util/python/json.js';
import { parseDprJsonl, parseEpidemicQa, parseJsonl, parseJsonWhole, parseKilt } from './parse-json.js';
import {
  parseCar,
  parseDprNq,
  parsePrioritizedWeb,
  parseSingleLine,
  parseTsv,
  parseTsvInt,
  parseWeb,
} from './parse-lines.js';
import {
  parseAnseriniTrec,
  parseBackgroundLinking,
  parseCacm,
  parseCovid,
  parseMicroblog,
  parseNtcir,
  parseTrec,
  parseTrecXml,
  parseWebxml,
} from './parse-tags.js';
import { type Parse, writtenTexts } from './topic-record.js';

/** A file of topics. */
interface File {
  /** Its name, without `.gz`. */
  readonly name: string;
  readonly text: string;
  /** The first line that is not blank. */
  readonly first: string;
}

export interface Format {
  /** What a file looks like, for messages; absent for a format of one collection. */
  readonly looks?: string;
  readonly parse: Parse;
  /** Fields with the text of a topic; the first counts that is not blank. Default: the title. */
  readonly texts?: readonly string[];
  /** The order, if not Pyserini's usual one: that of the file, or by id as text. */
  readonly order?: 'file' | 'text';
  /** Whether a file has this format, and none of those before it in the table. */
  readonly detect?: (file: File) => boolean;
}

const jsonTexts = [...writtenTexts, 'vector'];
const isTrec = (mark: RegExp) => (file: File) => /<top\b/i.test(file.text) && mark.test(file.text);

/**
 * Formats of topic files, by the names that --topics-format takes. Those in capitals are Anserini's readers, without
 * `TopicReader`. The order is that in which a format is detected.
 */
const formats = {
  json: {
    looks: '{"id": {"title": …}, …}, or an array of topics',
    parse: parseJsonWhole,
    texts: jsonTexts,
    order: 'text',
    detect: ({ name, first, text }) => {
      if (name.endsWith('.jsonl')) return false;
      if (/^\s*\[/.test(first)) return !/"question_id"/.test(text);
      return /^\s*\{\s*$/.test(first) || (name.endsWith('.json') && /^\s*\{/.test(first) && !isRecord(first));
    },
  },
  EpidemicQA: {
    parse: parseEpidemicQa,
    texts: jsonTexts,
    detect: ({ name, first }) => !name.endsWith('.jsonl') && /^\s*\[/.test(first),
  },
  DprJsonl: {
    parse: parseDprJsonl,
    texts: ['question'],
    detect: ({ first }) =>
      /^\s*\{\s*"question"\s*:.*"answer"\s*:/.test(first) && !/"(?:q|_)?id"\s*:/.test(first),
  },
  jsonl: {
    looks: 'lines of {"id": …, "text": …}',
    parse: parseJsonl,
    texts: jsonTexts,
    detect: ({ name, first }) => first.trimStart().startsWith('{') || name.endsWith('.jsonl'),
  },
  kilt: { looks: 'lines of {"id": …, "input": …}', parse: parseKilt, texts: ['input'], order: 'file' },
  mbeir: {
    looks: 'lines of {"qid": …, "query_txt": …}',
    parse: parseJsonl,
    texts: ['query_txt'],
    order: 'file',
  },
  DprNq: {
    parse: parseDprNq,
    detect: ({ first }) => /^[^\t]+\t\s*"?\[\s*["'].*\]"?\s*$/.test(first),
  },
  tsv: {
    looks: 'lines of id, tab, text',
    parse: parseTsv,
    detect: ({ first }) => first.includes('\t') && !/^\s*[<[]/.test(first),
  },
  Cacm: { parse: parseCacm, detect: ({ text }) => /<DOC>\s*<DOCNO>/i.test(text) },
  Microblog: {
    parse: parseMicroblog,
    detect: isTrec(/<querytweettime\b/i),
  },
  BackgroundLinking: {
    parse: parseBackgroundLinking,
    detect: isTrec(/<docid\b/i),
  },
  trec: {
    looks: '<top> <num> <title> <desc> <narr>, as TREC and FIRE write them',
    parse: parseTrec,
    detect: isTrec(/(?:)/),
  },
  Webxml: {
    parse: parseWebxml,
    detect: ({ text }) => /<webtrack/i.test(text),
  },
  Covid: {
    parse: parseCovid,
    texts: ['query'],
    detect: ({ text }) => /<topic\s[^<>]*number\s*=/i.test(text),
  },
  Ntcir: {
    parse: parseNtcir,
    detect: ({ text }) => /<query>\s*<qid>/i.test(text),
  },
  PrioritizedWeb: {
    parse: parsePrioritizedWeb,
    detect: ({ text }) => text.split(lineEnd).every((line) => /^\s*(?:\d+:\d+:|$)/.test(line)),
  },
  Web: { parse: parseWeb, detect: ({ first }) => /^\s*\d+:/.test(first) },
  TsvInt: { parse: parseTsvInt },
  TsvString: { parse: parseTsv },
  JsonString: { parse: parseJsonl, texts: jsonTexts },
  Trec: { parse: parseAnseriniTrec },
  Car: { parse: parseCar },
  trecxml: {
    looks: 'PyTerrier\'s <topic number="1"> <query> <question> <narrative>, of which all are searched',
    parse: parseTrecXml,
    texts: ['text'],
  },
  singleline: { looks: "PyTerrier's lines of id, blank or colon, text", parse: parseSingleLine },
} satisfies Readonly<Record<string, Format>>;

export type TopicFormat = keyof typeof formats;

export const topicFormats: Readonly<Record<TopicFormat, Format>> = formats;

const described = Object.entries<Format>(formats).flatMap(([name, { looks }]) =>
  looks ? `${name} (${looks})` : [],
);
const others = Object.keys(formats).filter((name) => /^[A-Z]/.test(name));

/** What topics can be, for messages. */
export const availableFormats =
  `available formats: ${described.join(', ')}, folders or zip archives of BEIR, and what these readers of Anserini's ` +
  `read: ${others.join(', ')}`;

/**
 * The format that a reader of Anserini reads.
 * @param reader the name of its class, with or without `TopicReader` and the package, or a name of {@link topicFormats}
 */
export function formatOfReader(reader: string): TopicFormat | undefined {
  const name = reader.replace(/^.*\./, '').replace(/TopicReader$/, '');
  if (/^Json(?:Int|String)Vector$/.test(name)) return 'jsonl';
  return [name, name.toLowerCase()].find((candidate) => Object.hasOwn(formats, candidate)) as
    | TopicFormat
    | undefined;
}

/**
 * Detects a format by the text and, if that is ambiguous, by the file's name.
 * @throws TseriniError `INPUT`, with the first line and the available formats
 */
export function detectFormat(path: string, text: string): TopicFormat {
  const file = { name: path.replace(/\.gz$/, ''), text, first: firstLine(text) };
  const found = Object.entries<Format>(formats).find(([, { detect }]) => detect?.(file));
  if (!found) throw wrongFormat(path, text);
  return found[0] as TopicFormat;
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

/** Whether a line is a topic, and not an object of topics. */
function isRecord(line: string): boolean {
  try {
    const values = Object.values(parseJson(line) as object);
    return values.some((value) => typeof value !== 'object' || value === null);
  } catch {
    return false;
  }
}
