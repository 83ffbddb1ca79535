import { type FieldType, type FieldTypes, typedValue } from '../search/field-types.js';
import { shownValue } from '../util/shown-value.js';

/** Lucene's longest term, in bytes. */
const longestKeyword = 32_766;

/** Dates are stored as milliseconds since 1970, as filters have them. */
const properties: Readonly<Record<FieldType, string>> = {
  keyword: 'keyword',
  number: 'double',
  date: 'long',
};

const wanted: Readonly<Record<FieldType, string>> = {
  keyword: 'a keyword, which is a string, true or false',
  number: 'a number of float64',
  date: 'a date, such as 2024-05-31 or 2024-05-31T18:30:00Z',
};

/** The cluster's name of a field that filters compare: it takes a dot for the path into an object. */
export function filterField(name: string): string {
  const escaped = encodeURIComponent(name).replace(
    /[.!~*'()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filter_${escaped}`;
}

/** The properties of the mapping for the fields that filters compare. */
export function typedProperties(types: FieldTypes): Record<string, { readonly type: string }> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [filterField(name), { type: properties[type] }]),
  );
}

/**
 * The values of a record that filters compare, by the cluster's names of the fields: one value or an array of them; null
 * is no value.
 * @param refuse is called with what is wrong with a value
 */
export function typedValues(
  record: Readonly<Record<string, unknown>>,
  types: FieldTypes,
  refuse: (message: string) => never,
): Record<string, (string | number)[]> {
  const typed: Record<string, (string | number)[]> = {};
  for (const [name, type] of Object.entries(types)) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    const values = (Array.isArray(value) ? (value as unknown[]) : [value]).filter((one) => one != null);
    if (values.length === 0) continue;
    typed[filterField(name)] = values.map((one) => {
      if (typeof one === 'string' && type === 'keyword') checkKeyword(name, one, refuse);
      return (
        typedValue(one, type) ??
        refuse(`the field "${name}" must have ${wanted[type]}, not ${shownValue(one)}`)
      );
    });
  }
  return typed;
}

function checkKeyword(name: string, keyword: string, refuse: (message: string) => never): void {
  if (!keyword.isWellFormed()) refuse(`the keyword in the field "${name}" is not valid Unicode`);
  if (keyword.length > longestKeyword / 3 && Buffer.byteLength(keyword) > longestKeyword) {
    refuse(`the keyword in the field "${name}" is longer than ${longestKeyword} bytes`);
  }
}
