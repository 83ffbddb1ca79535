import fc, { type Arbitrary } from 'fast-check';

/** A JSON schema as the server's OpenAPI document has them. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that fulfil a schema; of lists and texts short ones. */
export function valuesOf(schema: Schema): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf));
  const { minimum: min = -1e6, maximum: max = 1e6 } = schema;
  switch (schema.type) {
    case 'string':
      return fc.string({
        minLength: schema.minLength ?? 0,
        maxLength: Math.min(schema.maxLength ?? 40, 40),
        unit: 'grapheme',
      });
    case 'integer':
      return fc.integer({ min, max: Math.min(max, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min, max, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const lengths = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) };
      return fc.array(valuesOf(schema.items!), lengths);
    }
    case 'object': {
      if (typeof schema.additionalProperties === 'object') {
        return fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
          valuesOf(schema.additionalProperties),
          { maxKeys: 5 },
        );
      }
      const model = Object.entries(schema.properties ?? {}).map(
        ([name, value]) => [name, valuesOf(value)] as const,
      );
      return fc.record(Object.fromEntries(model), { requiredKeys: [...(schema.required ?? [])] });
    }
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`);
  }
}

/** What a parameter of an address must not be, each a list of values: some of a kind that is always wrong. */
export function wrongTexts(schema: Schema): string[][] {
  const { minimum, maximum } = schema;
  const wrong: string[][] = [];
  if (schema.enum) wrong.push(['no such value'], ['']);
  if (schema.type === 'integer') wrong.push(['1.5']);
  if (schema.type === 'integer' || schema.type === 'number') {
    wrong.push([''], ['ten'], ['NaN'], ['Infinity']);
    if (minimum !== undefined) wrong.push([String(minimum - 1)]);
    if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) wrong.push([String(maximum + 1)]);
  }
  if (schema.minLength) wrong.push(['']);
  if (schema.maxLength) wrong.push(['x'.repeat(schema.maxLength + 1)]);
  if (schema.type === 'array') {
    wrong.push(...wrongTexts(schema.items!).filter((texts) => texts.length === 1));
    if (schema.maxItems) wrong.push(Array(schema.maxItems + 1).fill('x'));
  } else wrong.push(['a', 'b']);
  return wrong;
}
