import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { shownValue } from '../util/shown-value.js';
import { docidField, type FieldType, type FieldTypes, listFieldTypes, typedValue } from './field-types.js';

/** How deep filters may be nested. */
const maxDepth = 32;
/** How many operators a filter may have. */
const maxOperators = 1024;
/** How many values it may have. */
const maxValues = 1_000_000;

const operators = ['term', 'terms', 'range', 'exists', 'and', 'or', 'not'];
const bounds = ['gt', 'gte', 'lt', 'lte'];

const wanted: Readonly<Record<FieldType, string>> = {
  keyword: 'a string',
  number: 'a number',
  date: 'a date, such as "2024-05-31" or "2024-05-31T18:30:00Z"',
};

/** A filter that was checked for an index. */
export class CompiledFilter {
  /**
   * The filter as JSON, in nested arrays: `["and", filter, …]`, `["or", filter, …]`, `["not", filter]`, `["terms", type,
   * field, value, …]`, `["range", type, field, from, isFromIncluded, to, isToIncluded]` with null for an open end, and
   * `["exists", type, field]`. Dates are milliseconds since 1970.
   */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Checks a filter for an index. What it says is taken over, so that later changes of the object do not matter.
 * @param types the fields of the index that filters compare, `docid` aside
 * @param index the index, for messages
 * @throws TseriniError `USAGE`, which names the part: `filter.and[1].range.year.gte`
 */
export function compileFilter(filter: unknown, types: FieldTypes, index: string): CompiledFilter {
  return new CompiledFilter(JSON.stringify(new Compiler(types, index).filter(filter, 'filter', 1)));
}

type Compiled = readonly unknown[];

function refuse(where: string, what: string, value: unknown): never {
  throw new TseriniError('USAGE', `${where} ${what}`, { value });
}

/** `filter.term.year`, or `filter.term["a.b"]` for a name that is not one word. */
const inside = (where: string, name: string) =>
  /^[\p{L}\p{N}_$-]+$/u.test(name) ? `${where}.${name}` : `${where}[${JSON.stringify(name)}]`;

function entriesOf(value: unknown, where: string, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(where, `is ${shownValue(value)}; it must be ${what}`, value);
  }
  return Object.entries(value);
}

class Compiler {
  readonly #types: ReadonlyMap<string, FieldType>;
  readonly #available: string;
  readonly #index: string;
  #operators = 0;
  #values = 0;

  constructor(types: FieldTypes, index: string) {
    this.#types = new Map([...Object.entries(types), [docidField, 'keyword']]);
    this.#available = listFieldTypes(types);
    this.#index = index;
  }

  filter(filter: unknown, where: string, depth: number): Compiled {
    if (depth > maxDepth) refuse('filter', `is nested deeper than ${maxDepth} levels`, undefined);
    if (++this.#operators > maxOperators)
      refuse('filter', `has more than ${maxOperators} operators`, undefined);
    const entries = entriesOf(filter, where, `an object with one of ${operators.join(', ')}`);
    const unknown = entries.find(([name]) => !operators.includes(name));
    if (unknown) {
      const hint = didYouMean(unknown[0], operators);
      refuse(where, `has no operator ${unknown[0]}${hint}; available: ${operators.join(', ')}`, unknown[0]);
    }
    const [operator, body] =
      entries[0] ?? refuse(where, `is empty; it must have one of ${operators.join(', ')}`, filter);
    if (entries.length > 1) {
      const names = entries.map(([name]) => name).join(' and ');
      refuse(where, `has ${names}; it must have one operator: {"and": [{…}, {…}]} combines several`, filter);
    }
    const at = `${where}.${operator}`;
    switch (operator) {
      case 'and':
      case 'or':
        return [operator, ...this.#filters(body, at, depth)];
      case 'not':
        return ['not', this.filter(body, at, depth + 1)];
      case 'exists':
        return this.#exists(body, at);
      case 'range':
        return this.#range(body, at);
      default:
        return this.#terms(body, at, operator === 'term');
    }
  }

  #filters(body: unknown, at: string, depth: number): Compiled[] {
    if (!Array.isArray(body)) refuse(at, `is ${shownValue(body)}; it must be an array of filters`, body);
    if (body.length === 0) refuse(at, 'is empty; it must have at least one filter', body);
    return Array.from(body as unknown[], (filter, i) => this.filter(filter, `${at}[${i}]`, depth + 1));
  }

  /** The one field that an operator names, its type, and what it says about it. */
  #field(
    body: unknown,
    at: string,
    what: string,
  ): [name: string, type: FieldType, value: unknown, at: string] {
    const entries = entriesOf(body, at, `an object of a field and ${what}`);
    if (entries.length !== 1) {
      const number = entries.length === 0 ? 'no field' : `${entries.length} fields`;
      refuse(at, `has ${number}; it must have one: {"and": [{…}, {…}]} combines several`, body);
    }
    const [name, value] = entries[0]!;
    return [name, this.#typeOf(name, inside(at, name)), value, inside(at, name)];
  }

  #typeOf(name: string, at: string): FieldType {
    const type = this.#types.get(name);
    if (type) return type;
    const hint = didYouMean(name, [...this.#types.keys()]);
    return refuse(
      `${at}:`,
      `the index cannot be filtered by ${JSON.stringify(name)}${hint}; available: ${this.#available}: ${this.#index}`,
      name,
    );
  }

  #terms(body: unknown, at: string, isOne: boolean): Compiled {
    const [name, type, values, inField] = this.#field(body, at, isOne ? 'a value' : 'an array of values');
    if (isOne) return ['terms', type, name, this.#value(values, type, inField)];
    if (!Array.isArray(values))
      refuse(inField, `is ${shownValue(values)}; it must be an array of values`, values);
    return [
      'terms',
      type,
      name,
      ...Array.from(values as unknown[], (value, i) => this.#value(value, type, `${inField}[${i}]`)),
    ];
  }

  #range(body: unknown, at: string): Compiled {
    const [name, type, range, inField] = this.#field(body, at, `an object of ${bounds.join(', ')}`);
    if (type === 'keyword') {
      refuse(
        `${inField}:`,
        `the field is a keyword, and range takes a number or a date (terms takes keywords)`,
        name,
      );
    }
    const given = new Map(entriesOf(range, inField, `an object with ${bounds.join(', ')}`));
    for (const bound of given.keys()) {
      if (!bounds.includes(bound)) {
        refuse(
          inField,
          `has no bound ${bound}${didYouMean(bound, bounds)}; available: ${bounds.join(', ')}`,
          bound,
        );
      }
    }
    if (given.size === 0) refuse(inField, `is empty; it must have one of ${bounds.join(', ')}`, range);
    const end = (open: string, closed: string) => {
      if (given.has(open) && given.has(closed))
        refuse(inField, `has ${open} and ${closed}; it must have one of them`, range);
      const bound = given.has(open) ? open : closed;
      return given.has(bound)
        ? [this.#value(given.get(bound), type, `${inField}.${bound}`), bound === closed]
        : [null, true];
    };
    return ['range', type, name, ...end('gt', 'gte'), ...end('lt', 'lte')];
  }

  #exists(body: unknown, at: string): Compiled {
    const entries = entriesOf(body, at, 'an object {"field": …}');
    const [[key, name] = []] = entries;
    if (entries.length !== 1 || key !== 'field' || typeof name !== 'string') {
      refuse(at, `is ${shownValue(body)}; it must be {"field": …} with the name of a field`, body);
    }
    return ['exists', this.#typeOf(name, `${at}.field`), name];
  }

  #value(value: unknown, type: FieldType, at: string): string | number {
    if (++this.#values > maxValues) refuse('filter', `has more than ${maxValues} values`, undefined);
    const compiled = typedValue(value, type);
    return compiled ?? refuse(at, `is ${shownValue(value)}; it must be ${wanted[type]}`, value);
  }
}
