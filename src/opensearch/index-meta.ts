import { TseriniError } from '../util/errors.js';
import type { OpenSearchMapping } from './tokens.js';

/** The version of what is written into `_meta`, and of how fields are laid out. */
export const metaFormat = 1;

/** What an index says of itself in its mapping's `_meta`, under `tserini`. */
export interface IndexMeta {
  readonly format: number;
  /** The name under which it is searched: the alias. */
  readonly name: string;
  readonly mapping: OpenSearchMapping;
  /** The model that made the vectors, where it is known. */
  readonly model: string | null;
  /** What is indexed, by names, sizes and times of its files and the options that decide what a document holds. */
  readonly collection: string;
  /** What is stored of a record beside its id: `contents`, `raw`. */
  readonly stores: readonly string[];
  /** Whether the index is whole. Until then nobody searches it. */
  readonly complete: boolean;
  /** Once it is whole: how many documents there are. */
  readonly documents?: number;
  /** Once it is whole: the weights' range. */
  readonly weights?: { readonly least: number; readonly largest: number };
  /** Once it is whole: the terms that every document has, which count for nothing. */
  readonly everywhere?: readonly string[];
}

/** An {@link IndexMeta} of an index that is whole. */
export type CompleteMeta = Required<IndexMeta>;

/** What tserini wrote into a mapping's `_meta`; undefined where it wrote nothing. */
export function readMeta(meta: Readonly<Record<string, unknown>> | undefined): IndexMeta | undefined {
  const ours = meta?.tserini as IndexMeta | undefined;
  return typeof ours?.format === 'number' ? ours : undefined;
}

/**
 * Holds the `_meta` of an index against what searching needs.
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
    return refuse(
      `index ${name} is half built: give the command index.opensearch again, which goes on with it`,
    );
  }
  const { documents, weights, everywhere } = meta;
  if (documents === undefined || !weights || !everywhere || !meta.stores) {
    return refuse(`index ${name} lacks what it should say of itself in _meta: index it again`);
  }
  return { ...meta, documents, weights, everywhere };
}
