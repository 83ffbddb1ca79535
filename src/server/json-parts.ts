import type { BatchPart, SearchPart } from '../serving/requests.js';
import type { Candidate } from '../serving/results.js';

// Answers as JSON text, a piece for each part.

/** The answer to one query. */
export async function* searchJson(parts: AsyncIterable<SearchPart>): AsyncGenerator<string> {
  let comma = '';
  for await (const part of parts) {
    if ('head' in part) yield `${openObject(part.head)},"candidates":[`;
    else {
      yield comma + items(part.candidates);
      comma = ',';
    }
  }
  yield ']}';
}

/** The answer to a batch of queries. */
export async function* batchJson(parts: AsyncIterable<BatchPart>): AsyncGenerator<string> {
  let end = '';
  let comma = '';
  for await (const part of parts) {
    if ('head' in part) yield `${openObject(part.head)},"results":[`;
    else if ('query' in part) {
      yield `${end}${openObject({ query: part.query })},"candidates":[`;
      [end, comma] = [']},', ''];
    } else {
      yield comma + items(part.candidates);
      comma = ',';
    }
  }
  yield end === '' ? ']}' : ']}]}';
}

const openObject = (value: object) => JSON.stringify(value).slice(0, -1);

const items = (candidates: readonly Candidate[]) => JSON.stringify(candidates).slice(1, -1);
