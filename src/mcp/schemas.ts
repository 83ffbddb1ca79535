import { z } from 'zod';
import { filterIn, filterJsonSchema } from '../serving/filter-schema.js';
import { candidateSchema, indexInfoSchema, methodSchema, searchMethodSchema } from '../serving/results.js';
import { problemOf } from '../serving/schema-problem.js';

// Arguments and results of the tools. Results go into a language model's context and are short by default.

const index = z
  .string()
  .min(1)
  .optional()
  .describe('A name from list_indexes; optional if there is one index');
const query = z
  .string()
  .min(1)
  .max(2000)
  .describe('Keywords or a question, in the language of the documents');
const docid = z.string().min(1).max(1000).describe('As returned by search');
const methods = 'impact: learned sparse retrieval; bm25: BM25';
const byDefault = 'Default: impact if the index has it';

/** The arguments of the tools. Unknown ones are rejected, since they are usually misspelled. */
export const inputs = {
  listIndexes: z.strictObject({}),
  search: z.strictObject({
    query,
    index,
    hits: z.int().min(1).max(50).default(5).describe('Maximum number of documents'),
    method: searchMethodSchema.optional().describe(`${methods}; hybrid: both, fused by rank. ${byDefault}`),
    filter: filterIn(filterJsonSchema('#/properties/filter')),
  }),
  getDocument: z.strictObject({
    docid,
    index,
    offset: z.int().min(0).default(0).describe('Characters of the text to skip'),
    characters: z.int().min(100).max(20_000).default(4000).describe('Maximum number of characters to return'),
  }),
  explain: z.strictObject({
    query,
    docid,
    index,
    method: methodSchema.optional().describe(`${methods}. ${byDefault}`),
    terms: z.int().min(1).max(100).default(10).describe('Maximum number of terms to return'),
  }),
};

/** The same schema, for the protocol's library, with messages that name the field, the value and what it must be. */
export function withMessages<T extends z.ZodType>(schema: T): T {
  const validate = (data: unknown) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    const { where, what, unknown } = problemOf(result.error.issues, data);
    const at = where === '' ? '' : ` in ${where}`;
    const message =
      unknown === undefined ? `${where || 'the arguments'} ${what}` : `unknown argument ${unknown}${at}`;
    return { issues: [{ message }] };
  };
  return Object.create(schema, { '~standard': { value: { ...schema['~standard'], validate } } }) as T;
}

const truncated = z
  .literal(true)
  .optional()
  .describe('Present if the query was too long for the encoder: only its beginning counts; shorten it');
const weight = z.number().min(0);
const own = z.boolean().describe("Whether it is one of the query's own words; else the model added it");

/** The structured content of the tools' results. */
export const outputs = {
  listIndexes: z.object({ indexes: z.array(indexInfoSchema) }),
  search: z.object({
    index: z.string(),
    method: searchMethodSchema,
    missing: z.array(z.string()).optional().describe('Tokens of the query that the index lacks'),
    truncated,
    candidates: z.array(candidateSchema.omit({ doc: true })),
  }),
  getDocument: z.object({
    index: z.string(),
    docid: z.string(),
    title: z.string().optional(),
    text: z.string(),
    offset: z.int().min(0),
    length: z.int().min(0).describe('Characters of the whole text'),
    next: z.int().optional().describe('The offset at which to continue; absent at the end'),
  }),
  explain: z.object({
    index: z.string(),
    method: methodSchema,
    docid: z.string(),
    score: z.number().describe('The sum of the products'),
    rank: z.int().min(1).optional().describe('Absent if the document is not a hit'),
    truncated,
    matching: z
      .array(
        z.object({
          term: z.string(),
          queryWeight: weight,
          documentWeight: weight,
          product: weight,
          share: weight.describe('The product over the score'),
          own,
        }),
      )
      .describe('By product descending'),
    matchingCount: z.int().min(0),
    unmatched: z.array(
      z.object({
        term: z.string(),
        queryWeight: weight,
        reason: z.enum(['notInDocument', 'notInIndex', 'tooCommon']),
        own,
      }),
    ),
    unmatchedCount: z.int().min(0),
  }),
};

type Args<K extends keyof typeof inputs> = z.output<(typeof inputs)[K]>;
type Result<K extends keyof typeof outputs> = z.output<(typeof outputs)[K]>;

export type SearchArguments = Args<'search'>;
export type DocumentArguments = Args<'getDocument'>;
export type ExplainArguments = Args<'explain'>;
export type IndexesResult = Result<'listIndexes'>;
export type SearchResult = Result<'search'>;
export type DocumentResult = Result<'getDocument'>;
export type ExplainResult = Result<'explain'>;
