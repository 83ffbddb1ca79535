import { z } from 'zod';

// The results of served indexes. TypeScript types and the JSON schemas of the server's responses are derived from these
// schemas. Fields that Anserini's server also has are named as there.

const weight = z.number().min(0);

/** How an index ranks: by a model's impacts, or by BM25. */
export const methodSchema = z.enum(['impact', 'bm25']);

/** How an index is searched: by one of its rankings, or by both, fused. */
export const searchMethodSchema = z.enum([...methodSchema.options, 'hybrid']);

/** A term of a query's vector. */
const queryTermSchema = z.object({
  term: z.string(),
  weight,
  own: z.boolean().describe("Whether it is one of the query's own word pieces; else the model added it"),
});

const inText = z
  .boolean()
  .optional()
  .describe("Whether the document's own text has the term; absent if the text is not stored");

/** A term of a document's vector. */
const documentTermSchema = z.object({ term: z.string(), weight, inText });

const place = z.object({ rank: z.int().min(1), score: z.number() });

export const candidateSchema = z.object({
  docid: z.string(),
  score: z.number(),
  rank: z.int().min(1),
  rankings: z
    .object({ impact: place.optional(), bm25: place.optional() })
    .optional()
    .describe('Of method hybrid: its place in each ranking of which it is among the first 1000'),
  title: z.string().optional(),
  snippet: z.string().optional().describe('The part of the text that matches the query best'),
  doc: z.unknown().optional().describe('The stored record, parsed if it is JSON'),
});

const api = z.literal('v1');
const index = z.string();
const truncated = z
  .literal(true)
  .optional()
  .describe('Present if the query was longer than its encoder takes: only its beginning was encoded');
const queryEcho = z.object({ text: z.string(), qid: z.string(), truncated });

export const searchResponseSchema = z.object({
  api,
  index,
  query: queryEcho,
  method: searchMethodSchema,
  vector: z
    .array(queryTermSchema)
    .optional()
    .describe('The encoded query, as pruned; methods impact and hybrid'),
  missing: z
    .array(z.string())
    .optional()
    .describe('The tokens of the query that the index lacks; of an impact index without an encoder only'),
  candidates: z.array(candidateSchema),
});

export const batchResponseSchema = z.object({
  api,
  index,
  method: searchMethodSchema,
  results: z.array(
    z.object({
      query: z.object({ qid: z.string(), text: z.string().optional(), truncated }),
      candidates: z.array(candidateSchema),
    }),
  ),
});

export const documentResponseSchema = z.object({
  api,
  index,
  docid: z.string(),
  title: z.string().optional(),
  text: z.string().optional(),
  doc: z.unknown().describe('The stored record, parsed if it is JSON; null if none is stored'),
});

const explainedTermSchema = z.object({
  term: z.string(),
  queryWeight: weight,
  documentWeight: weight,
  product: weight.describe('Query weight × document weight'),
  share: z.number().min(0).describe('The product over the score'),
  df: z.int().min(0).describe('The number of documents with the term'),
  own: z.boolean(),
  inText,
});

const unmatchedTermSchema = z.object({
  term: z.string(),
  queryWeight: weight,
  df: z.int().min(0),
  reason: z.enum(['notInDocument', 'notInIndex', 'tooCommon']),
  own: z.boolean(),
  inText,
});

export const explainResponseSchema = z.object({
  api,
  index,
  query: queryEcho,
  method: methodSchema,
  docid: z.string(),
  luceneDocid: z.int().min(0).optional(),
  score: z.number().describe('The sum of the products; 0 if the document is not a hit'),
  rank: z.int().min(1).optional().describe('The rank among all hits; absent if the document is not a hit'),
  matching: z.array(explainedTermSchema),
  unmatched: z.array(unmatchedTermSchema),
});

export const vectorResponseSchema = z.object({
  api,
  index,
  docid: z.string(),
  vector: z.array(documentTermSchema).describe('By weight descending'),
});

export const encodeResponseSchema = z.object({
  text: z.string(),
  encoder: z.string(),
  tokens: z.array(z.string()).describe("The text's own word pieces, in their order"),
  vector: z.array(queryTermSchema),
  truncated,
});

/** What an index is, and how it was made. */
const indexDescriptionSchema = z.object({
  kind: z.enum(['impact', 'text']).optional(),
  isRecorded: z
    .boolean()
    .describe(
      'Whether the index says so itself; else another program made it, and it is judged by its contents',
    ),
  documents: z.int().min(0),
  version: z.string().optional().describe('The version of tserini that wrote it'),
  records: z.string().optional().describe("The kind of the records, by Anserini's name"),
  fields: z.array(z.string()),
  fieldTypes: z
    .record(z.string(), z.enum(['keyword', 'number', 'date']))
    .optional()
    .describe('The fields that filters compare, besides docid'),
  analyzer: z
    .object({
      language: z.string().optional(),
      stemmer: z.string().optional(),
      stopwords: z.string().optional(),
      pretokenized: z.string().optional(),
    })
    .optional()
    .describe('How text became terms'),
  lengths: z.enum(['none', 'rounded', 'exact']).optional(),
  stores: z.array(z.string()),
  collections: z.array(
    z.object({
      name: z.string(),
      documents: z.int().min(0),
      model: z.object({ name: z.string(), sha256: z.string() }).optional(),
      encoding: z.record(z.string(), z.string()).optional().describe('What else decided its vectors'),
      quantization: z.object({ range: z.number(), steps: z.number() }).nullable().optional(),
      scale: z.number().optional(),
    }),
  ),
});

export const indexInfoSchema = z.object({
  name: z.string(),
  documents: z.int().min(0),
  impact: z.boolean(),
  bm25: z.boolean(),
  hybrid: z.boolean().describe('Whether both can be fused: impacts with an encoder, and BM25'),
  encoder: z.string().optional().describe('The model that turns queries into vectors'),
  writable: z.boolean().describe('Whether documents can be added, replaced and deleted'),
  hasText: z.boolean().describe('Whether titles, snippets and texts can be shown'),
  impactIndex: indexDescriptionSchema.optional(),
  textIndex: indexDescriptionSchema.optional(),
  warnings: z.array(z.string()).describe('What may make its answers wrong'),
});

/** A query of a batch: a text or an encoded vector. */
export type BatchQuery =
  | { readonly qid: string; readonly text: string }
  | { readonly qid: string; readonly vector: Readonly<Record<string, number>> };

export type Method = z.infer<typeof methodSchema>;
export type SearchMethod = z.infer<typeof searchMethodSchema>;
export type QueryTerm = z.infer<typeof queryTermSchema>;
export type DocumentTerm = z.infer<typeof documentTermSchema>;
export type Candidate = z.infer<typeof candidateSchema>;
export type SearchResponse = z.infer<typeof searchResponseSchema>;
export type BatchResponse = z.infer<typeof batchResponseSchema>;
export type DocumentResponse = z.infer<typeof documentResponseSchema>;
export type ExplainedQueryTerm = z.infer<typeof explainedTermSchema>;
export type ExplainResponse = z.infer<typeof explainResponseSchema>;
export type VectorResponse = z.infer<typeof vectorResponseSchema>;
export type EncodeResponse = z.infer<typeof encodeResponseSchema>;
export type IndexInfo = z.infer<typeof indexInfoSchema>;
