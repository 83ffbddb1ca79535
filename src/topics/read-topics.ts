import { openDataFolder } from '../corpus/data-folder.js';
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
import type { TopicField } from './parse-trec.js';
import { byTopicId, type Topic } from './topic.js';

/** All of MS MARCO's topics are 40 MB; a small archive may decompress to gigabytes. */
const maxBytes = 1 << 28;

export interface ReadTopicsOptions {
  /** Default: detected by the first line and the name of the file. */
  readonly format?: TopicFormat | undefined;
  /** Parts of TREC topics that form the text, in this order. Default: the title. */
  readonly fields?: readonly TopicField[] | undefined;
  /** Whether the order of the file is kept, as KILT's always is. */
  readonly ordered?: boolean | undefined;
}

/**
 * Reads topics and sorts them by id, the order in which Pyserini searches them and writes its runs: numerically if all
 * ids are whole numbers, else by code point. KILT's topics keep the order of the file.
 * @param path a file (`.tsv`, `.txt`, `.jsonl`, `.trec` or any other name, each also `.gz`), or a folder or zip
 *   archive of BEIR, whose `queries.jsonl` is read in place
 * @throws TseriniError `NOT_FOUND`, `IO`, `USAGE`; `INPUT`, with file and line, or with the first line of a file whose
 *   format cannot be detected
 */
export async function readTopics(path: string, options: ReadTopicsOptions = {}): Promise<Topic[]> {
  const file = await topicsFile(path);
  const text = await readWhole(file);
  if (text.trim() === '') throw new TseriniError('INPUT', `no topics in ${path}`, { value: path });
  const name = options.format ?? detectFormat(file.name, text);
  const { parse, isOrdered }: Format = topicFormats[name];
  const fail = (line: number, reason: string, value?: string): never => {
    const isFirst = text.split(lineEnd, line - 1).every((before) => before.trim() === '');
    const hint = isFirst && name === 'jsonl' ? `; ${availableFormats}` : '';
    throw new TseriniError('INPUT', `${file.name}:${line}: ${reason}${hint}`, { value });
  };
  const { fields = ['title'] } = options;
  if (name !== 'trec' && fields.join() !== 'title') {
    throw new TseriniError('USAGE', `only TREC topics have ${fields.join(' and ')}; ${path} is ${name}`);
  }
  const parsed = parse(text, fail, fields);
  if (parsed.length === 0) throw wrongFormat(file.name, text, name);
  const seen = new Map<string, number>();
  const topics = parsed.map(({ id, text, line }) => {
    if (id === '') fail(line, 'the id is empty');
    const before = seen.get(id);
    if (before !== undefined) fail(line, `topic ${id} is already on line ${before}`);
    seen.set(id, line);
    return { id, text };
  });
  return options.ordered || isOrdered ? topics : byTopicId(topics, ({ id }) => id);
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

async function readWhole(file: DataFile): Promise<string> {
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
  return decodeText(file.name, Buffer.concat(chunks));
}
