import { openDataFolder } from '../corpus/data-folder.js';
import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import { type DataFile, readBytes } from '../util/files/read-bytes.js';
import { decodeText, lineEnd } from '../util/files/utf8.js';
import {
  availableFormats,
  detectFormat,
  type Format,
  type TopicFormat,
  topicFormats,
  wrongFormat,
} from './formats.js';
import { byTopicId, keepsOrder, type Topic } from './topic.js';
import type { TopicRecord } from './topic-record.js';

/** All of MS MARCO's topics are 40 MB; a small archive may decompress to gigabytes. */
const maxBytes = 1 << 28;

export interface ReadTopicsOptions {
  /** Default: detected by the text and the name of the file. */
  readonly format?: TopicFormat | undefined;
  /** Fields that form the text, in this order, such as title, desc and narr of TREC's topics. Default: title or query. */
  readonly fields?: readonly string[] | undefined;
  /** Keeps the order of the file. Default: KILT's, and files with one of the names whose order Pyserini keeps. */
  readonly ordered?: boolean | undefined;
  /**
   * Takes bytes that are not UTF-8 for U+FFFD, as Anserini does: a published file (mq.1-10000) has some. Default: they are an
   * error.
   */
  readonly replacesInvalid?: boolean | undefined;
}

/**
 * Reads topics and sorts them by id, the order in which Pyserini searches them and writes its runs: numerically if all
 * ids are whole numbers, else by code point. A `.json` object's are sorted by code point.
 * @param path a file, also `.gz`, or a folder or zip archive of BEIR, whose `queries.jsonl` is read in place
 * @throws TseriniError `NOT_FOUND`, `IO`, `USAGE`; `INPUT`, with file and line, or with the first line of a file whose
 *   format cannot be detected
 */
export async function readTopics(path: string, options: ReadTopicsOptions = {}): Promise<Topic[]> {
  const file = await topicsFile(path);
  const text = await readWhole(file, options.replacesInvalid);
  if (text.trim() === '') throw new TseriniError('INPUT', `no topics in ${path}`, { value: path });
  const name = options.format ?? detectFormat(file.name, text);
  const { parse, texts = ['title'], order }: Format = topicFormats[name];
  const fail = (line: number, reason: string, value?: string): never => {
    const isFirst = text.split(lineEnd, line - 1).every((before) => before.trim() === '');
    const hint = isFirst && name === 'jsonl' ? `; ${availableFormats}` : '';
    throw new TseriniError('INPUT', `${file.name}:${line}: ${reason}${hint}`, { value });
  };
  const records = parse(text, fail);
  if (records.length === 0) throw wrongFormat(file.name, text, name);
  const { fields } = options;
  const absent = fields?.find((field) => !records.some((record) => record.fields.has(field)));
  if (absent !== undefined) {
    const available = [...new Set(records.flatMap((record) => [...record.fields.keys()]))].join(', ');
    throw new TseriniError(
      'USAGE',
      `no topic of ${path} (${name}) has the field ${absent}; fields: ${available}`,
      {
        value: absent,
      },
    );
  }
  const seen = new Map<string, number>();
  const topics = records.map((record) => {
    const { id, line } = record;
    if (id === '') fail(line, 'the id is empty');
    const before = seen.get(id);
    if (before !== undefined) fail(line, `topic ${id} is already on line ${before}`);
    seen.set(id, line);
    return {
      id,
      text: fields
        ? fields
            .map((field) => record.fields.get(field) ?? fail(line, `topic ${id} has no ${field}`))
            .join(' ')
        : (firstText(record, texts) ?? fail(line, `no text (looked for ${texts.join(', ')})`)),
    };
  });
  if (options.ordered || order === 'file' || keepsOrder(path)) return topics;
  return order === 'text'
    ? topics.sort((a, b) => byCodePoint(a.id, b.id))
    : byTopicId(topics, ({ id }) => id);
}

/** Of several texts the first that is not blank: BEIR's topics may have an empty title beside another text. */
function firstText({ fields }: TopicRecord, names: readonly string[]): string | undefined {
  const texts = names.flatMap((name) => fields.get(name) ?? []);
  return texts.find((text) => text.trim() !== '') ?? texts[0];
}

async function topicsFile(path: string): Promise<DataFile> {
  const folder = await openDataFolder(path, 'topics');
  if (!folder) return { name: path };
  const name = folder.names.find((candidate) => /^queries\.jsonl(\.gz)?$/.test(candidate));
  if (name !== undefined) return folder.file(name);
  throw new TseriniError(
    'INPUT',
    `no queries.jsonl in ${path}: topics are a file, or a folder or zip archive of BEIR`,
    { value: path },
  );
}

async function readWhole(file: DataFile, replacesInvalid = false): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of readBytes('topics', file)) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new TseriniError('INPUT', `more than ${maxBytes} bytes: are these topics? (${file.name})`, {
        value: file.name,
      });
    }
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  return replacesInvalid ? whole.toString() : decodeText(file.name, whole);
}
