import { z } from 'zod';
import { filterIn } from '../serving/filter-schema.js';
import { methodSchema, searchMethodSchema } from '../serving/results.js';

/** Upper limits of a request. */
export interface RequestLimits {
  /** Hits of one query. */
  readonly hits: number;
  /** Characters of a query or of a text to encode. */
  readonly queryLength: number;
  /** Queries of one batch. */
  readonly batch: number;
}

/** The schemas of requests. Unknown parameters are rejected, since they are usually misspelled. */
export function requestSchemas({ hits, queryLength, batch }: RequestLimits) {
  const text = z.string().min(1).max(queryLength);
  const numberOfHits = z.int().min(1).max(hits).default(Math.min(10, hits));
  const documents = z
    .enum(['none', 'snippet', 'full'])
    .describe('What to return of each document: nothing, title and snippet, or the whole record too');
  const pruning = {
    topK: z.int().min(1).max(1_000_000).optional().describe('Keep this many of the heaviest query terms'),
    minWeight: z.number().min(0).optional().describe('Keep query terms of this weight or more'),
    drop: z.array(z.string().min(1)).max(1000).optional().describe('Query terms to remove; repeatable'),
  };
  const byDefault = 'Default: impact if the index has impacts';
  const method = searchMethodSchema.optional().describe(`hybrid: both rankings, fused. ${byDefault}`);
  // Named as in Anserini's and Pyserini's servers.
  const bm25 = {
    k1: z.number().min(0).max(1000).optional().describe('Of methods bm25 and hybrid; default: 0.9'),
    b: z.number().min(0).max(1).optional().describe('Of methods bm25 and hybrid; default: 0.4'),
  };
  const form = {
    parse: z.boolean().default(true).describe('false for records as they are stored, unparsed'),
    max_doc_length: z
      .int()
      .min(1)
      .max(1e9)
      .optional()
      .describe('Characters after which each text of a record is cut'),
  };
  const qid = z.string().max(1000);
  const vector = z.record(z.string().min(1), z.number().min(0).max(1e9));
  return {
    index: z.strictObject({ index: z.string().min(1) }),
    document: z.strictObject({ index: z.string().min(1), docid: z.string().min(1) }),
    search: z.strictObject({
      query: text,
      hits: numberOfHits,
      qid: qid.default('').describe('Returned unchanged'),
      method,
      ...pruning,
      ...bm25,
      filter: z
        .string()
        .min(1)
        .optional()
        .describe('Which documents may be hits: a filter as JSON, as the body of POST has it'),
      documents: documents.default('snippet'),
      ...form,
    }),
    batch: z.strictObject({
      queries: z
        .array(z.union([z.strictObject({ qid, text }), z.strictObject({ qid, vector })]))
        .min(1)
        .max(batch),
      hits: numberOfHits,
      method,
      ...bm25,
      filter: filterIn({ $ref: 'Filter#' }),
      documents: documents.default('none'),
      ...form,
    }),
    explain: z.strictObject({
      query: text,
      method: methodSchema.optional().describe(byDefault),
      ...pruning,
      ...bm25,
    }),
    record: z.strictObject(form),
    encode: z.strictObject({
      text,
      encoder: z
        .string()
        .min(1)
        .optional()
        .describe('The model; required if several are loaded and no index is named'),
      index: z.string().min(1).optional().describe('The index whose model to use'),
    }),
    empty: z.strictObject({}),
  };
}

type Schemas = ReturnType<typeof requestSchemas>;

export type SearchRequest = z.infer<Schemas['search']>;
export type BatchRequest = z.infer<Schemas['batch']>;
export type ExplainRequest = z.infer<Schemas['explain']>;
export type RecordRequest = z.infer<Schemas['record']>;
export type EncodeRequest = z.infer<Schemas['encode']>;
