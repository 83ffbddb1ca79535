import type { Fail, TopicLine } from './topic-line.js';

const idNames = ['id', 'qid', '_id'];
const textNames = ['title', 'text', 'query', 'contents'];

/** One object per line, with an id and a text under the names that Anserini and BEIR use. */
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
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      return fail(i + 1, 'not valid JSON', line);
    }
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      return fail(i + 1, 'expected a JSON object', line);
    }
    const fields = record as Record<string, unknown>;
    const id = idNames.map((name) => fields[name]).find((value) => value !== undefined && value !== null);
    const query = names.map((name) => fields[name]).find((value) => typeof value === 'string');
    if (id === undefined) return fail(i + 1, `no id (looked for ${idNames.join(', ')})`, line);
    if (query === undefined) return fail(i + 1, `no text (looked for ${names.join(', ')})`, line);
    if (typeof id !== 'string' && !Number.isSafeInteger(id)) {
      return fail(i + 1, 'the id is neither a string nor a whole number below 2^53', line);
    }
    topics.push({ id: String(id), text: (query as string).trim(), line: i + 1 });
  }
  return topics;
}
