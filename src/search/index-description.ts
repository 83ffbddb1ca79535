import type { Quantization } from '../vector/quantize.js';
import type { FieldTypes } from './field-types.js';

/** How text became terms, as an index records it. */
export interface AnalyzerFacts {
  readonly language?: string | undefined;
  readonly stemmer?: string | undefined;
  /** `lucene` (Lucene's list), `none` (stop words are kept), or `sha256:` and the hash of a file of them. */
  readonly stopwords?: string | undefined;
  /** `yes` for text of terms, separated by white space. */
  readonly pretokenized?: string | undefined;
}

/** A collection that was indexed. */
export interface IndexedCollection {
  readonly name: string;
  /** Documents that came from it. */
  readonly documents: number;
  /** The model that encoded its vectors, if its manifest says so. */
  readonly model?: { readonly name: string; readonly sha256: string };
  /** What else decided its vectors, by the encoder's names: `maxLength`, `prefix` and so on; absent where it is not recorded. */
  readonly encoding?: Readonly<Record<string, string>>;
  /** How its weights became whole numbers, if its manifest says so; null for the raw weights of a model. */
  readonly quantization?: Quantization | null;
  /** What the index multiplied the collection's weights by, before it rounded them. */
  readonly scale?: number;
}

/** What an index is, and how it was made. */
export interface IndexDescription {
  /** Undefined where the contents do not say: an empty index, or one of a single token in each document. */
  readonly kind?: 'impact' | 'text';
  /** Whether the index says so itself. Else another program made it, and it is judged by its contents. */
  readonly isRecorded: boolean;
  readonly documents: number;
  /** The version of tserini that wrote it last. */
  readonly version?: string;
  /** The kind of the records, by Anserini's name of the collection. */
  readonly records?: string;
  /** The fields that are indexed, the docid's aside. */
  readonly fields: readonly string[];
  /**
   * The fields that filters compare, besides `docid`; absent if there are none. Of an index that another program made:
   * its strings.
   */
  readonly fieldTypes?: FieldTypes;
  /** How text became terms; absent for vectors, whose tokens are indexed as they are. */
  readonly analyzer?: AnalyzerFacts;
  /** How the lengths of documents are stored, which BM25 needs. */
  readonly lengths?: 'none' | 'rounded' | 'exact';
  /** What is stored: `positions`, `docvectors`, `contents`, `raw`; of a foreign index, the first two. */
  readonly stores: readonly string[];
  readonly collections: readonly IndexedCollection[];
}

/** The models that encoded an index's documents, each once. */
export function modelsOf({
  collections,
}: Pick<IndexDescription, 'collections'>): { name: string; sha256: string }[] {
  const models = collections.flatMap(({ model }) => model ?? []);
  return [...new Map(models.map((model) => [model.sha256, model])).values()];
}

/** Whether an index has both, impacts and the text of the same documents, each in a field. */
export function hasIndexedText({ kind, records, fields }: IndexDescription): boolean {
  return kind === 'impact' && records === 'JsonVectorCollection' && fields.includes('text');
}
