import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { dateMilliseconds } from './date-text.js';

/**
 * What a field of a record is for filters:
 *
 * - `keyword`: a string that is compared as a whole; true and false are keywords too
 * - `number`: a float64, which is exact for whole numbers up to 2^53
 * - `date`: a day, or a day and a time, of ISO 8601; in UTC unless it has a zone; stored to the millisecond
 */
export type FieldType = 'keyword' | 'number' | 'date';

/** The types of fields by their names. */
export type FieldTypes = Readonly<Record<string, FieldType>>;

export const fieldTypeNames: readonly FieldType[] = ['keyword', 'number', 'date'];

/** The document's id in filters: a keyword that every index has. */
export const docidField = 'docid';

/** Names that an index or a record has already. */
const reserved = [docidField, 'id', 'contents', 'raw', 'vector'];

/**
 * Checks the fields that are to be declared.
 * @param texts fields that are indexed as text
 * @throws TseriniError `USAGE`
 */
export function checkFieldTypes(types: FieldTypes, texts: readonly string[]): void {
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  for (const [name, type] of Object.entries(types)) {
    if (!fieldTypeNames.includes(type)) {
      const hint = didYouMean(String(type), fieldTypeNames);
      refuse(
        `the field ${name} cannot have the type ${type}${hint}; available: ${fieldTypeNames.join(', ')}`,
        type,
      );
    }
    if (reserved.includes(name) || /^$|\p{Cc}/u.test(name) || !name.isWellFormed()) {
      refuse(`a field of that name cannot be given a type: ${JSON.stringify(name)}`, name);
    }
    if (texts.includes(name)) {
      refuse(`the field ${name} is indexed as text, and cannot be a ${type} too`, name);
    }
  }
}

/** A value of a record or a filter as the index has it; undefined if it is not of the type. */
export function typedValue(value: unknown, type: FieldType): string | number | undefined {
  switch (type) {
    case 'keyword':
      return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'date':
      return typeof value === 'string' ? dateMilliseconds(value) : undefined;
  }
}

/** Field types as a fact of an index's record: words of `name:type`, in an order that depends on nothing else. */
export function fieldTypesFact(types: FieldTypes): string | undefined {
  const words = Object.entries(types).map(([name, type]) => `${encodeURIComponent(name)}:${type}`);
  return words.length > 0 ? words.sort().join(' ') : undefined;
}

/** Reads {@link fieldTypesFact}. */
export function readFieldTypes(fact: string): FieldTypes {
  return Object.fromEntries(
    fact.split(' ').map((word) => {
      const end = word.lastIndexOf(':');
      return [decodeURIComponent(word.slice(0, end)), word.slice(end + 1) as FieldType];
    }),
  );
}

/** `docid (keyword), year (number)`: what an index can be filtered by. */
export function listFieldTypes(types: FieldTypes): string {
  return Object.entries({ [docidField]: 'keyword', ...types })
    .map(([name, type]) => `${name} (${type})`)
    .join(', ');
}
