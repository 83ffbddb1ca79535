import { idKinds, jsonId } from '../corpus/json-id.js';
import { lineEnd } from '../util/files/utf8.js';
import { endOfString, parseJson } from '../util/python/json.js';
import { lineCounter } from './line-counter.js';
import { type Fail, type TopicRecord, writtenTexts } from './topic-record.js';

const idNames = ['id', 'qid', '_id'];

/** A query's tokens, each repeated by its weight: no encoder gives more than a tenth of this. */
const maxTokens = 1_000_000;

/** An object in a file: its text, the line on which it begins, and the key that it is the value of. */
interface Part {
  readonly json: string;
  readonly line: number;
  readonly key?: string | undefined;
}

/** One object per line, with an id under the names that Anserini and BEIR use. */
export function parseJsonl(text: string, fail: Fail): TopicRecord[] {
  return Array.from(linesOf(text), (part) => withId(part, fail));
}

/** An object of topics by id, as in Pyserini's `.json`, or an array of topics. */
export function parseJsonWhole(text: string, fail: Fail): TopicRecord[] {
  return Array.from(partsOf(text, fail), (part) =>
    part.key === undefined
      ? withId(part, fail)
      : { id: part.key, line: part.line, fields: textsOf(part, fail) },
  );
}

/** Epidemic QA's array, in which `CQ001` is the topic 1. */
export function parseEpidemicQa(text: string, fail: Fail): TopicRecord[] {
  return Array.from(partsOf(text, fail), (part) => {
    const fields = textsOf(part, fail);
    const digits = fields.get('question_id')?.replace(/\D/g, '');
    if (!digits) return fail(part.line, 'no question_id with a number', part.json);
    return { id: String(BigInt(digits)), line: part.line, fields };
  });
}

/** DPR's lines of `{"question", "answer"}`; the ids are 0, 1, … in the order of the file. */
export function parseDprJsonl(text: string, fail: Fail): TopicRecord[] {
  return Array.from(linesOf(text), (part, i) => ({
    id: String(i),
    line: part.line,
    fields: textsOf(part, fail),
  }));
}

/** KILT's format: the text is `input`, without the markers around an entity. */
export function parseKilt(text: string, fail: Fail): TopicRecord[] {
  return parseJsonl(text, fail).map((topic) => {
    const input = topic.fields.get('input');
    if (input === undefined) return topic;
    const plain = input.replaceAll('[START_ENT]', '').replaceAll('[END_ENT]', '').trim();
    return { ...topic, fields: new Map([...topic.fields, ['input', plain]]) };
  });
}

function withId(part: Part, fail: Fail): TopicRecord {
  const { json, line } = part;
  const record = recordOf(part, fail);
  const name = idNames.find((candidate) => record[candidate] !== undefined && record[candidate] !== null);
  if (name === undefined) return fail(line, `no id (looked for ${idNames.join(', ')})`, json);
  const id = jsonId(record[name], json, name);
  if (id === undefined) return fail(line, `the id is neither ${idKinds}`, json);
  return { id, line, fields: textsOf(part, fail, record) };
}

function recordOf({ json, line }: Part, fail: Fail): Readonly<Record<string, unknown>> {
  let record: unknown;
  try {
    record = parseJson(json);
  } catch {
    return fail(line, 'not valid JSON', json);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return fail(line, 'expected a JSON object', json);
  }
  return record as Record<string, unknown>;
}

/**
 * The strings of an object; of a sparse vector, the tokens repeated by their weights, as Anserini's encoded topics are. A
 * vector that cannot be searched so does no harm beside a text.
 */
function textsOf(part: Part, fail: Fail, record = recordOf(part, fail)): Map<string, string> {
  const texts = new Map(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const { vector } = record;
  const hasText = writtenTexts.some((name) => texts.get(name)?.trim());
  if (Array.isArray(vector) && !hasText) {
    return fail(part.line, 'a dense vector; this program searches with text and sparse vectors');
  }
  if (typeof vector === 'object' && vector !== null && !Array.isArray(vector)) {
    const weights = Object.entries(vector as Record<string, unknown>);
    const isWhole = weights.every(([, weight]) => Number.isInteger(weight) && (weight as number) >= 0);
    const total = weights.reduce((sum, [, weight]) => sum + Number(weight), 0);
    if (!isWhole || total > maxTokens) {
      if (hasText) return texts;
      return fail(part.line, `weights that are not whole numbers, or are more than ${maxTokens} together`);
    }
    texts.set('vector', weights.flatMap(([token, weight]) => Array(weight).fill(token)).join(' '));
  }
  return texts;
}

function* linesOf(text: string): Generator<Part> {
  for (const [i, json] of text.split(lineEnd).entries()) if (json.trim() !== '') yield { json, line: i + 1 };
}

/** The values of an object or an array, each with its line: `JSON.parse` would say no lines, and merge equal keys. */
function* partsOf(text: string, fail: Fail): Generator<Part> {
  const lineAt = lineCounter(text);
  try {
    parseJson(text);
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    return fail(lineAt(Number(at ?? text.trimEnd().length)), 'not valid JSON');
  }
  const isArray = text.trimStart().startsWith('[');
  let depth = 0;
  let start = 0;
  let key: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '{' || char === '[') {
      if (depth++ === 1) start = at;
    } else if (char === '}' || char === ']') {
      if (--depth !== 1) continue;
      yield { json: text.slice(start, at + 1), line: lineAt(start), key };
      key = undefined;
    } else {
      const end = char === '"' ? endOfString(text, at) : at + 1;
      const isKey = char === '"' && !isArray && key === undefined;
      if (depth === 1 && isKey) key = JSON.parse(text.slice(at, end)) as string;
      else if (depth === 1 && !/[\s,:]/.test(char))
        return fail(lineAt(at), 'expected an object for each topic');
      at = end - 1;
    }
  }
}
