import { z } from 'zod';
import { indexInfoSchema } from '../serving/results.js';

// What HTTP adds to the results of the indexes.

export const indexesResponseSchema = z.object({
  indexes: z.array(indexInfoSchema),
  /** The most hits that a search may ask for. */
  hitsLimit: z.int(),
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
