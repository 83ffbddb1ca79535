import type { FieldTypes } from '../search/field-types.js';
import type { IndexDescription } from '../search/index-description.js';
import { TseriniError } from '../util/errors.js';
import type { OpenSearchMapping } from './tokens.js';

/** The version of what is written into `_meta`, and of how fields are laid out. */
export const metaFormat = 1;

/** What tserini stores about an index in its mapping's `_meta`, under `tserini`. */
export interface IndexMeta {
  readonly format: number;
  /** The name under which it is searched: the alias. */
  readonly name: string;
  readonly mapping: OpenSearchMapping;
  /** The model that made the vectors, if it is known. */
  readonly model: string | null;
  /** The SHA-256 of that model's files, if a manifest beside the vectors has it. */
  readonly modelSha256?: string;
  /** How its weights became whole numbers, if a manifest says so. */
  readonly quantization?: { readonly range: number; readonly steps: number };
  /** The version of tserini that built it. */
  readonly version?: string;
  /** What is indexed, by names, sizes and times of its files and the options that decide what a document holds. */
  readonly collection: string;
  /** What is stored of a record beside its id: `docvectors`, `contents`, `raw`. */
  readonly stores: readonly string[];
  /** The fields that filters compare, `docid` aside. */
  readonly fieldTypes?: FieldTypes;
  /** Whether the index is complete. Until then no search uses it. */
  readonly complete: boolean;
  /** Once it is complete: the number of documents. */
  readonly documents?: number;
  /** Once it is complete: the range of the impacts. */
  readonly weights?: { readonly least: number; readonly largest: number };
  /** Once it is complete: the terms that every document has, which add nothing to a score. */
  readonly everywhere?: readonly string[];
}

/** The {@link IndexMeta} of a complete index. */
export type CompleteMeta = IndexMeta & Required<Pick<IndexMeta, 'documents' | 'weights' | 'everywhere'>>;

/** What the index is, as Lucene's indexes say it of themselves. */
export function describeMeta(meta: CompleteMeta): IndexDescription {
  const { name, documents, version, model, modelSha256, quantization, fieldTypes } = meta;
  return {
    kind: 'impact',
    isRecorded: true,
    documents,
    ...(version === undefined ? {} : { version }),
    records: 'JsonVectorCollection',
    fields: ['contents'],
    ...(fieldTypes ? { fieldTypes } : {}),
    lengths: 'none',
    stores: meta.stores,
    collections: [
      {
        ...{ name, documents },
        ...(model !== null && modelSha256 !== undefined
          ? { model: { name: model, sha256: modelSha256 } }
          : {}),
        ...(quantization ? { quantization } : {}),
      },
    ],
  };
}

/** tserini's part of a mapping's `_meta`; undefined if there is none. */
export function readMeta(meta: Readonly<Record<string, unknown>> | undefined): IndexMeta | undefined {
  const ours = meta?.tserini as IndexMeta | undefined;
  return typeof ours?.format === 'number' ? ours : undefined;
}

/**
 * Checks that the `_meta` of an index has what a search needs.
 * @throws TseriniError `INDEX` with the way out
 */
export function requireComplete(name: string, meta: IndexMeta | undefined): CompleteMeta {
  const refuse = (message: string): never => {
    throw new TseriniError('INDEX', message, { value: name });
  };
  if (!meta) {
    return refuse(
      `index ${name} was not built by tserini, so its scores cannot be trusted: use index.opensearch`,
    );
  }
  if (meta.format > metaFormat) {
    return refuse(`index ${name} was built by a newer tserini (format ${meta.format}): update this one`);
  }
  if (!meta.complete) {
    return refuse(`index ${name} is half built: run index.opensearch again, which resumes it`);
  }
  const { documents, weights, everywhere } = meta;
  if (documents === undefined || !weights || !everywhere || !meta.stores) {
    return refuse(`the _meta of index ${name} is incomplete: index it again`);
  }
  return { ...meta, documents, weights, everywhere };
}
