import type { RouteShorthandOptions } from 'fastify';
import type { z } from 'zod';
import { problemOf } from '../serving/schema-problem.js';
import { requestError } from './json-schemas.js';

/**
 * Validates a request with zod, which unlike Ajv here does not convert between numbers and strings. A part without a schema
 * is left to the handler.
 * @param schemas by `body`, `querystring` and `params`
 */
export function validatedByZod(schemas: Readonly<Record<string, z.ZodType>>): RouteShorthandOptions {
  return {
    validatorCompiler:
      ({ httpPart }) =>
      (data: unknown) => {
        const schema = schemas[httpPart!];
        if (!schema) return { value: data };
        const result = schema.safeParse(data);
        if (result.success) return { value: result.data };
        return { error: requestError(problemOf(result.error.issues, data), httpPart!) };
      },
  };
}
