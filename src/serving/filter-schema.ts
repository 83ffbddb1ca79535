import { z } from 'zod';

const value = { type: ['string', 'number', 'boolean'] };
const bound = { type: ['string', 'number'] };

/** An object with one property, of any name. */
const ofField = (schema: object) => ({
  type: 'object',
  additionalProperties: schema,
  minProperties: 1,
  maxProperties: 1,
});

/** An object with one operator. */
const operator = (name: string, schema: object) => ({
  type: 'object',
  properties: { [name]: schema },
  required: [name],
  additionalProperties: false,
});

/**
 * The JSON schema of a filter.
 * @param self the reference to this schema from within
 */
export function filterJsonSchema(self: string): Readonly<Record<string, unknown>> {
  const filter = { $ref: self };
  const filters = { type: 'array', items: filter, minItems: 1 };
  const range = {
    type: 'object',
    properties: { gt: bound, gte: bound, lt: bound, lte: bound },
    minProperties: 1,
    maxProperties: 2,
    additionalProperties: false,
  };
  const field = {
    type: 'object',
    properties: { field: { type: 'string' } },
    required: ['field'],
    additionalProperties: false,
  };
  return {
    description:
      'Which documents may be hits. term: {"lang": "en"}; terms: {"docid": ["a", "b"]}; range: {"year": {"gte": 2020}}; ' +
      'exists: {"field": "year"}; and, or: arrays of filters; not: a filter. Dates are ISO 8601',
    anyOf: [
      operator('term', ofField(value)),
      operator('terms', ofField({ type: 'array', items: value })),
      operator('range', ofField(range)),
      operator('exists', field),
      operator('and', filters),
      operator('or', filters),
      operator('not', filter),
    ],
  };
}

/**
 * A filter in a request: described by its JSON schema, and checked by the search, whose messages are the same everywhere.
 * @param jsonSchema what describes it
 */
export function filterIn(jsonSchema: Readonly<Record<string, unknown>>) {
  return z.unknown().meta(jsonSchema).optional();
}
