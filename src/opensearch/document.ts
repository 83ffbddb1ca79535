import type { FieldTypes } from '../search/field-types.js';
import { TseriniError } from '../util/errors.js';
import { parseUnorderedRecord, type UnorderedRecord } from '../vector/parse-vector.js';
import { isToken, splitToken } from '../vector/white-space.js';
import type { CollectionLine } from './collection.js';
import { docidField, weightField } from './mapping.js';
import { cached, checkFeature, fieldToken, type OpenSearchMapping, weightDelimiter } from './tokens.js';
import { typedValues } from './typed-fields.js';

/** Lucene counts the length of a field, the sum of a document's weights, in an int. */
const largestTotal = 2 ** 31 - 1;

/** The longest `_id` that OpenSearch takes, in bytes. */
const longestDocid = 512;

/** A document as an index stores it. */
export interface WeightedDocument {
  readonly id: string;
  /** Whole weights above 0, by term. */
  readonly weights: ReadonlyMap<string, number>;
  /** How many weights had a fraction, which was cut off. */
  readonly fractions: number;
  /** How many tokens were left out: of a weight between 0 and 1, or white space. */
  readonly dropped: number;
  readonly contents: string | undefined;
  /** The values that filters compare, by the index's name of the field. */
  readonly typed: Readonly<Record<string, readonly (string | number)[]>>;
}

/**
 * Reads a record as `LuceneIndexer` does: weights are cut to whole numbers, those of 0 leave no trace, tokens are
 * split at white space.
 * @param types the fields that filters compare
 * @throws TseriniError `INPUT` naming file and line
 */
export function readDocument({ text, where }: CollectionLine, types: FieldTypes = {}): WeightedDocument {
  const record = parseUnorderedRecord(text, where);
  const refuse = (message: string): never => {
    throw new TseriniError('INPUT', `${where}: ${message}`, { value: record.id });
  };
  if (record.id === '') refuse('no "id"');
  if (record.id.length > longestDocid / 3 && Buffer.byteLength(record.id) > longestDocid) {
    refuse(`the "id" is longer than the ${longestDocid} bytes that OpenSearch takes`);
  }
  if (/\p{Surrogate}/u.test(record.id)) refuse('the "id" is not valid Unicode');
  const typed = typedValues(record.fields, types, refuse);
  return { ...wholeWeights(record, refuse), id: record.id, contents: record.contents, typed };
}

function wholeWeights(
  { id, vector }: UnorderedRecord,
  refuse: (message: string) => never,
): Pick<WeightedDocument, 'fractions' | 'dropped'> & { weights: Map<string, number> } {
  const weights = new Map<string, number>();
  let fractions = 0;
  let dropped = 0;
  let total = 0;
  let hasParts = false;
  for (const token of Object.keys(vector)) {
    const weight = vector[token]!;
    if (weight > largestTotal)
      refuse(`the weight of token "${token}" is ${weight}; the most is ${largestTotal}`);
    const whole = Math.trunc(weight);
    if (whole !== weight) fractions++;
    if (whole === 0) {
      // A weight of 0, which encoders write, says that the token is not there.
      if (weight > 0) dropped++;
      continue;
    }
    if (isToken(token) && !hasParts) {
      // Keys of an object are unique.
      weights.set(token, whole);
      total += whole;
      continue;
    }
    hasParts = true;
    const terms = splitToken(token);
    if (terms.length === 0) dropped++;
    for (const term of terms) {
      weights.set(term, (weights.get(term) ?? 0) + whole);
      total += whole;
    }
  }
  if (total > largestTotal) {
    refuse(`the weights of document ${id} sum to ${total}; Lucene holds at most ${largestTotal}`);
  }
  return { weights, fractions, dropped };
}

/** What is stored of a record beside its weights. */
export interface StoredFields {
  readonly contents?: string | undefined;
  readonly raw?: string | undefined;
}

/**
 * The two lines of a bulk request that index a document.
 * @param version the record's place in the collection: the later of two records of an id wins, in whatever order they
 *   arrive and however often they are sent
 * @throws TseriniError `INPUT` for what the mapping cannot hold
 */
export function indexLines(
  { id, weights, typed }: WeightedDocument,
  mapping: OpenSearchMapping,
  { number: version, where }: CollectionLine,
  stored: StoredFields,
): string {
  const action = { index: { _id: id, version, version_type: 'external' } };
  const field = withPlace(where, () =>
    mapping === 'rank_features' ? features(weights) : frequencies(weights),
  );
  let source = `{"${docidField}":${JSON.stringify(id)},"${weightField}":${field}`;
  for (const [name, value] of Object.entries({ ...typed, ...stored })) {
    if (value !== undefined) source += `,"${name}":${JSON.stringify(value)}`;
  }
  return `${JSON.stringify(action)}\n${source}}\n`;
}

/** The line of a bulk request that deletes a document whose last record has nothing to index. */
export function deleteLine(id: string, version: number): string {
  return `${JSON.stringify({ delete: { _id: id, version, version_type: 'external' } })}\n`;
}

const featureName = cached((term) => JSON.stringify(fieldToken(term, 'rank_features')));
const textToken = cached((term) => fieldToken(term, 'scripted'));

// Joined, and not added up: a string that grew piece by piece keeps its pieces in memory, several times its size.

function features(weights: ReadonlyMap<string, number>): string {
  const entries: string[] = [];
  for (const [term, weight] of weights) {
    checkFeature(term, weight);
    entries.push(`${featureName(term)}:${weight}`);
  }
  return `{${entries.join(',')}}`;
}

function frequencies(weights: ReadonlyMap<string, number>): string {
  const tokens: string[] = [];
  for (const [term, weight] of weights) tokens.push(`${textToken(term)}${weightDelimiter}${weight}`);
  return JSON.stringify(tokens.join(' '));
}

/** Names the place of a token that cannot be sent. */
function withPlace<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TseriniError)) throw error;
    throw new TseriniError(error.code, `${where}: ${error.message}`, { value: error.value });
  }
}
