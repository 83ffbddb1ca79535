import { openDataFolder } from '../corpus/data-folder.js';
import { TseriniError } from '../util/errors.js';
import { type DataFile, readBytes } from '../util/files/read-bytes.js';
import { detectFormat, type TopicFormat, topicFormats, wrongFormat } from './formats.js';
import type { TopicField } from './parse-trec.js';
import { byTopicId, type Topic } from './topic.js';

/** All of MS MARCO's are 40 MB; a small archive may unpack to gigabytes. */
const mostBytes = 1 << 28;

export interface ReadTopicsOptions {
  /** Default: told by the first line and the name of the file. */
  readonly format?: TopicFormat | undefined;
  /** Parts of TREC topics that make the text, in this order. Default: the title. */
  readonly fields?: readonly TopicField[] | undefined;
}

/**
 * Reads topics and sorts them by id: numerically where all ids of a file that is not JSON are whole numbers,
 * else by code point. That is the order in which Pyserini searches them and writes its runs. KILT's keep
 * their own.
 * @param path a file (`.tsv`, `.txt`, `.jsonl`, `.trec` or any other name, each also `.gz`), or a folder or zip
 *   archive of BEIR, whose `queries.jsonl` is read in place
 * @throws TseriniError `NOT_FOUND`, `IO`, `USAGE`, or `INPUT` naming file and line, or what was seen where the
 *   format cannot be told
 */
export async function readTopics(path: string, options: ReadTopicsOptions = {}): Promise<Topic[]> {
  const file = await topicsFile(path);
  const text = (await readText(file)).replace(/^\ufeff/, '');
  if (text.trim() === '') throw new TseriniError('INPUT', `no topics in ${path}`, { value: path });
  const name = options.format ?? detectFormat(file.name, text);
  const {
    parse,
    ordered = false,
  }: { parse: (typeof topicFormats)[TopicFormat]['parse']; ordered?: boolean } = topicFormats[name];
  const fail = (line: number, reason: string, value?: string): never => {
    throw new TseriniError('INPUT', `${file.name}:${line}: ${reason}`, { value });
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
    if (before !== undefined) fail(line, `topic ${id} was there before, on line ${before}`);
    seen.set(id, line);
    return { id, text };
  });
  if (ordered) return topics;
  return byTopicId(topics, ({ id }) => id, name !== 'jsonl');
}

async function topicsFile(path: string): Promise<DataFile> {
  const folder = await openDataFolder(path, 'topics');
  if (!folder) return { name: path };
  const name = folder.names.find((candidate) => /^queries\.jsonl(\.gz)?$/.test(candidate));
  if (name !== undefined) return folder.file(name);
  throw new TseriniError(
    'INPUT',
    `no queries.jsonl in ${path}: topics are a file, or a folder or zip archive of BEIR`,
    {
      value: path,
    },
  );
}

async function readText(file: DataFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of readBytes('topics', file)) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new TseriniError('INPUT', `more than ${mostBytes} bytes: are these topics? (${file.name})`, {
        value: file.name,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
