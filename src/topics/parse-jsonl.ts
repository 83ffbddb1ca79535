import { idKinds, jsonId } from '../corpus/json-id.js';
import { lineEnd } from '../util/files/utf8.js';
import { parseJson } from '../util/python/json.js';
import type { Fail, TopicLine } from './topic-line.js';

const idNames = ['id', 'qid', '_id'];
const textNames = ['title', 'text', 'query', 'contents', 'query_txt'];

/**
 * One object per line, with an id and a text under the names that Anserini and BEIR use. Of several texts the first that
 * is not empty counts: BEIR's topics may have an empty title beside it.
 */
export function parseJsonl(text: string, fail: Fail): TopicLine[] {
  return parseObjects(text, fail, textNames);
}

/** KILT's format: the text is `input`, without the markers around an entity. */
export function parseKilt(text: string, fail: Fail): TopicLine[] {
  return parseObjects(text, fail, ['input']).map((topic) => ({
    ...topic,
    text: topic.text.replaceAll('[START_ENT]', '').replaceAll('[END_ENT]', '').trim(),
  }));
}

function parseObjects(text: string, fail: Fail, names: readonly string[]): TopicLine[] {
  const topics: TopicLine[] = [];
  for (const [i, line] of text.split(lineEnd).entries()) {
    if (line.trim() === '') continue;
    let record: unknown;
    try {
      record = parseJson(line);
    } catch {
      return fail(i + 1, 'not valid JSON', line);
    }
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      return fail(i + 1, 'expected a JSON object', line);
    }
    const fields = record as Record<string, unknown>;
    const idName = idNames.find((name) => fields[name] !== undefined && fields[name] !== null);
    const texts = names.map((name) => fields[name]).filter((value) => typeof value === 'string');
    const query = texts.find((value) => value.trim() !== '') ?? texts[0];
    if (idName === undefined) return fail(i + 1, `no id (looked for ${idNames.join(', ')})`, line);
    if (query === undefined) return fail(i + 1, `no text (looked for ${names.join(', ')})`, line);
    const id = jsonId(fields[idName], line, idName);
    if (id === undefined) return fail(i + 1, `the id is neither ${idKinds}`, line);
    topics.push({ id, text: query, line: i + 1 });
  }
  return topics;
}
