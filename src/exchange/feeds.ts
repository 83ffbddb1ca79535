import { escapeToken } from '../opensearch/tokens.js';
import { TseriniError } from '../util/errors.js';
import { pythonJsonString } from '../util/python/json.js';
import { pythonJsonVector } from '../vector/format-vector.js';
import type { VectorRecord } from '../vector/parse-vector.js';
import type { VectorFormat } from './formats.js';
import type { Vocabulary } from './vocabulary.js';

/** What the lines of a format depend on. */
export interface LineSettings {
  /** Numbers the tokens of the formats that have numbers. */
  readonly vocabulary: Vocabulary;
  /** The index of a bulk request's actions, absent where its address names the index; Vespa's document type. */
  readonly name?: string | undefined;
}

/** Writes records as text. */
export interface LineWriter {
  /** @param number the record's place, from 0 */
  write(record: VectorRecord, number: number): string;
  /** What follows the last record. @param count how many there were */
  end?(count: number): string;
}

/** Points in one request of Qdrant's. */
const pointsPerRequest = 100;

/** The writers of formats of lines. */
export const lineWriters: Readonly<
  Record<Exclude<VectorFormat, 'npz'>, (settings: LineSettings) => LineWriter>
> = {
  jsonl: () => ({
    write: ({ id, contents, vector }) => {
      const text = contents === undefined ? '' : `"contents": ${pythonJsonString(contents)}, `;
      return `{"id": ${pythonJsonString(id)}, ${text}"vector": ${pythonJsonVector(vector)}}\n`;
    },
  }),
  seismic: () => ({
    write: ({ id, contents = '', vector }) =>
      `{"id": ${JSON.stringify(id)}, "content": ${JSON.stringify(contents)}, "vector": ${pythonJsonVector(vector)}}\n`,
  }),
  indices: ({ vocabulary }) => ({
    write: ({ id, contents, vector }) =>
      `{"id":${JSON.stringify(id)}${contentsField(contents)},${numbered(vector, vocabulary)}}\n`,
  }),
  elasticsearch: bulk((token) => token.replaceAll('.', '__')),
  opensearch: bulk((token) => escapeToken(token, 'rank_features')),
  qdrant: ({ vocabulary }) => ({
    write: ({ id, contents, vector }, number) => {
      const payload = `{"docid":${JSON.stringify(id)}${contentsField(contents)}}`;
      const point = `{"id":${number},"vector":{"vector":{${numbered(vector, vocabulary)}}},"payload":${payload}}`;
      if (number % pointsPerRequest > 0) return `,${point}`;
      return `${number > 0 ? ']}\n' : ''}{"points":[${point}`;
    },
    end: (count) => (count > 0 ? ']}\n' : ''),
  }),
  vespa: ({ name = 'doc' }) => ({
    write: ({ id, contents, vector }) => {
      const put = JSON.stringify(`id:${name}:${name}::${id}`);
      const cells = object(positive(vector));
      return `{"put":${put},"fields":{"docid":${JSON.stringify(id)}${contentsField(contents)},"vector":{"cells":${cells}}}}\n`;
    },
  }),
};

/** The largest id of a document that Elasticsearch and OpenSearch take, in bytes. */
const longestDocid = 512;

/** Two lines of a bulk request for each record: the action, and the document. */
function bulk(nameOf: (token: string) => string): (settings: LineSettings) => LineWriter {
  return ({ name }) => ({
    write: ({ id, contents, vector }) => {
      if (Buffer.byteLength(id) > longestDocid) {
        throw new TseriniError('INPUT', `the id is longer than the ${longestDocid} bytes of an _id: ${id}`, {
          value: id,
        });
      }
      const features = new Map<string, number>();
      for (const [token, weight] of positive(vector)) {
        const feature = nameOf(token);
        if (features.has(feature)) {
          throw new TseriniError(
            'INPUT',
            `document ${id}: two tokens have the name ${JSON.stringify(feature)}, in which a dot cannot be`,
            { value: token },
          );
        }
        features.set(feature, weight);
      }
      const action = { index: { ...(name === undefined ? {} : { _index: name }), _id: id } };
      return `${JSON.stringify(action)}\n{"docid":${JSON.stringify(id)}${contentsField(contents)},"vector":${object(features)}}\n`;
    },
  });
}

function contentsField(contents: string | undefined): string {
  return contents === undefined ? '' : `,"contents":${JSON.stringify(contents)}`;
}

/** The entries of a weight above 0: others say that the token is not there. */
function positive(vector: VectorRecord['vector']): [string, number][] {
  return [...vector].filter(([, weight]) => weight > 0);
}

/** By hand, because an object would move the key "1995" to the front. */
function object(entries: Iterable<readonly [string, number]>): string {
  return `{${Array.from(entries, ([token, weight]) => `${JSON.stringify(token)}:${weight}`).join(',')}}`;
}

/** `"indices":[…],"values":[…]`, by ascending numbers. */
function numbered(vector: VectorRecord['vector'], vocabulary: Vocabulary): string {
  const entries = positive(vector)
    .map(([token, weight]) => [vocabulary.number(token), weight] as const)
    .sort(([a], [b]) => a - b);
  const list = (at: 0 | 1) => entries.map((entry) => entry[at]).join(',');
  return `"indices":[${list(0)}],"values":[${list(1)}]`;
}
