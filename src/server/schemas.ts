import { z } from 'zod';
import { indexInfoSchema } from '../serving/results.js';

// Responses that only the HTTP server has; those of the indexes are in serving/results.ts.

export const indexesResponseSchema = z.object({
  indexes: z.array(indexInfoSchema),
  hitsLimit: z.int().describe('The maximum of the parameter hits'),
  queryLimit: z.int().describe('The longest query, in characters'),
  version: z.string(),
});

export const healthResponseSchema = z.object({
  status: z.enum(['ok', 'degraded', 'stopping']),
  version: z.string(),
  uptime: z.number().min(0).describe('Seconds since the start'),
  indexes: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['ok', 'unavailable']),
      message: z.string().optional(),
    }),
  ),
});

export const errorResponseSchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

export type IndexesResponse = z.infer<typeof indexesResponseSchema>;
export type HealthResponse = z.infer<typeof healthResponseSchema>;
export type ErrorResponse = z.infer<typeof errorResponseSchema>;
