import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { fileError, TseriniError } from '../errors.js';
import { byCodePoint, isInt, type Topic } from './topic.js';

type Parse = (line: string, fail: (reason: string) => never) => Topic;

/** `id<TAB>text`; further columns are passed over, as Anserini does. */
const parseTsv: Parse = (line, fail) => {
  const [id, text] = line.split('\t');
  if (text === undefined) return fail('expected id<TAB>text, found no tab');
  return { id: id!.trim(), text: text.trim() };
};

const idNames = ['id', 'qid', '_id'];
const textNames = ['title', 'text', 'query', 'contents'];

/** An object a line with an id and a text, under the names that Anserini and BEIR use. */
const parseJsonl: Parse = (line, fail) => {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return fail('not valid JSON');
  }
  if (typeof record !== 'object' || record === null) return fail('expected a JSON object');
  const fields = record as Record<string, unknown>;
  const id = idNames.map((name) => fields[name]).find((value) => value !== undefined);
  const text = textNames.map((name) => fields[name]).find((value) => typeof value === 'string');
  if (id === undefined) return fail(`no id (looked for ${idNames.join(', ')})`);
  if (text === undefined) return fail(`no text (looked for ${textNames.join(', ')})`);
  return { id: String(id), text: (text as string).trim() };
};

function parserFor(path: string): { parse: Parse; numeric: boolean } {
  const name = path.replace(/\.gz$/, '');
  if (/\.(tsv|txt)$/.test(name)) return { parse: parseTsv, numeric: true };
  if (/\.jsonl$/.test(name)) return { parse: parseJsonl, numeric: false };
  throw new TseriniError(
    'USAGE',
    `cannot tell the format of the topics by their name (.tsv, .txt or .jsonl, each also .gz): ${path}`,
    { value: path },
  );
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileError(error, 'topics', path);
  }
  if (!path.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new TseriniError('INPUT', `damaged gzip file: ${path}`, { value: path, cause });
  }
}

/**
 * Reads topics and sorts them by id: numerically where all ids of a .tsv are whole numbers, else by code
 * point. That is the order in which Pyserini searches them and writes its runs.
 * @param path `.tsv` or `.txt` (id, tab, text) or `.jsonl`, each also `.gz`
 * @throws TseriniError `NOT_FOUND`, `IO`, `USAGE` (an unknown format), or `INPUT` naming file and line
 */
export async function readTopics(path: string): Promise<Topic[]> {
  const { parse, numeric } = parserFor(path);
  const lines = (await readText(path)).replace(/^\ufeff/, '').split('\n');
  const seen = new Map<string, number>();
  const topics: Topic[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const fail = (reason: string): never => {
      throw new TseriniError('INPUT', `${path}:${i + 1}: ${reason}`, { value: line });
    };
    const topic = parse(line, fail);
    if (topic.id === '') fail('the id is empty');
    const before = seen.get(topic.id);
    if (before !== undefined) fail(`topic ${topic.id} was there before, on line ${before}`);
    seen.set(topic.id, i + 1);
    topics.push(topic);
  }
  if (topics.length === 0) throw new TseriniError('INPUT', `no topics in ${path}`, { value: path });
  const byNumber = numeric && topics.every(({ id }) => isInt(id));
  return topics.sort((a, b) => (byNumber ? Number(a.id) - Number(b.id) : byCodePoint(a.id, b.id)));
}
