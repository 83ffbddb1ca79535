import { z } from 'zod';
import { filterJsonSchema } from '../serving/filter-schema.js';
import * as results from '../serving/results.js';
import type { SchemaProblem } from '../serving/schema-problem.js';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import * as schemas from './schemas.js';
import * as writes from './write-schemas.js';

type JsonSchema = Readonly<Record<string, unknown>>;

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io });
  return rest;
}

/** The JSON schema that a request must match. */
export function requestSchema(schema: z.ZodType): JsonSchema {
  return toJsonSchema(schema, 'input');
}

/** What schemas of requests refer to. */
export const sharedSchemas: readonly JsonSchema[] = [
  { $id: 'Filter', title: 'Filter', ...filterJsonSchema('Filter#') },
];

/** The responses by name: the component schemas of /openapi.json. */
export const responseSchemas: readonly JsonSchema[] = Object.entries({
  SearchResponse: results.searchResponseSchema,
  BatchResponse: results.batchResponseSchema,
  DocumentResponse: results.documentResponseSchema,
  ExplainResponse: results.explainResponseSchema,
  VectorResponse: results.vectorResponseSchema,
  EncodeResponse: results.encodeResponseSchema,
  IndexesResponse: schemas.indexesResponseSchema,
  HealthResponse: schemas.healthResponseSchema,
  ErrorResponse: schemas.errorResponseSchema,
}).map(named);

/** Those of the routes that write. */
export const writeResponseSchemas: readonly JsonSchema[] = Object.entries({
  PutResponse: writes.putResponseSchema,
  DeleteResponse: writes.deleteResponseSchema,
  BulkResult: writes.bulkResultSchema,
}).map(named);

function named([name, schema]: readonly [string, z.ZodType]): JsonSchema {
  return { $id: name, title: name, ...toJsonSchema(schema, 'output') };
}

/**
 * The error of an invalid request, in one line.
 * @param part `body`, `querystring` or `params`
 * @param known the valid names, for a suggestion
 */
export function requestError(
  { where, what, unknown }: SchemaProblem,
  part: string,
  known: readonly string[] = [],
): TseriniError {
  if (unknown !== undefined) {
    const kind = part === 'body' ? 'property' : 'parameter';
    const at = where === '' ? '' : ` in ${where}`;
    return new TseriniError('USAGE', `unknown ${kind} ${unknown}${at}${didYouMean(unknown, known)}`);
  }
  return new TseriniError('USAGE', `${where === '' ? `the ${part}` : where} ${what}`);
}
