import { z } from 'zod';

// Requests and responses of the routes that write.

const docid = z.string();
const result = z
  .enum(['stored', 'empty'])
  .describe('empty: the record has nothing to index, and a document of its id was taken out');

export const putResponseSchema = z.object({ api: z.literal('v1'), index: z.string(), docid, result });

export const deleteResponseSchema = z.object({
  api: z.literal('v1'),
  index: z.string(),
  docid,
  result: z.literal('deleted'),
});

export const bulkResultSchema = z.object({
  line: z.int().min(1).optional().describe('Of the body; absent if the error is not of a line'),
  docid: docid.optional(),
  result: z.enum([...result.options, 'deleted', 'notFound']).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** What is written: described by its schema, and checked by the index. */
export const recordSchema = z
  .looseObject({ id: z.union([z.string(), z.number()]).optional().describe('That of the address') })
  .describe(
    'The record as it would be indexed of a file: { vector, contents } of an impact index, { contents } of a text index; ' +
      '{ title, text } of an index with an encoder',
  );

export const refreshSchema = z.strictObject({
  refresh: z.boolean().default(false).describe('true: answered once searches find what was written'),
});

/** The same, as addresses have it. */
export const refreshQuerySchema = z.strictObject({
  refresh: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
});

export type PutResponse = z.infer<typeof putResponseSchema>;
export type DeleteResponse = z.infer<typeof deleteResponseSchema>;
export type BulkResult = z.infer<typeof bulkResultSchema>;
