import { z } from 'zod';
import * as results from '../serving/results.js';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import * as schemas from './schemas.js';

type JsonSchema = Readonly<Record<string, unknown>>;

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io });
  return rest;
}

/** The JSON schema that a request must fulfil. */
export function requestSchema(schema: z.ZodType): JsonSchema {
  return toJsonSchema(schema, 'input');
}

/** The answers, each under its name: what /openapi.json lists as components. */
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
}).map(([name, schema]) => ({ $id: name, title: name, ...toJsonSchema(schema, 'output') }));

/** A fault of a request as Ajv and zod report it. */
interface SchemaFault {
  /** `/queries/0/text` */
  readonly path: string;
  readonly message: string;
  /** A property that is not known. */
  readonly unknown?: string;
}

/** One line that names what is wrong in a request. */
export function requestError(fault: SchemaFault, part: string, known: readonly string[] = []): TseriniError {
  const where = fault.path.replace(/^\//, '').replaceAll('/', '.');
  if (fault.unknown !== undefined) {
    const what = part === 'body' ? 'property' : 'parameter';
    const at = where === '' ? '' : ` in ${where}`;
    return new TseriniError(
      'USAGE',
      `unknown ${what} ${fault.unknown}${at}${didYouMean(fault.unknown, known)}`,
    );
  }
  return new TseriniError('USAGE', `${where === '' ? `the ${part}` : where} ${fault.message}`);
}
