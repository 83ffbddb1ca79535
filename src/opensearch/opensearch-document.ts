import type { StoredDocument } from '../search/impact-searcher.js';
import type { Cluster } from './cluster.js';

/** The stored fields of a document of a cluster's index. */
export class OpenSearchDocument implements StoredDocument {
  readonly docid: string;
  readonly #fields: ReadonlyMap<string, string>;

  constructor(docid: string, fields: ReadonlyMap<string, string>) {
    this.docid = docid;
    this.#fields = fields;
  }

  /** The text, if the index was built with `--storeContents`. */
  get contents(): string | undefined {
    return this.get('contents');
  }

  /** The record as it was in the collection, if the index was built with `--storeRaw`. */
  get raw(): string | undefined {
    return this.get('raw');
  }

  /** A stored field: `id`, `contents` or `raw`. */
  get(field: string): string | undefined {
    return field === 'id' ? this.docid : this.#fields.get(field);
  }
}

/** The stored fields of a document, as answers have them. */
export interface StoredAnswer {
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

/** A document of an answer. */
export function storedDocument(docid: string, { fields = {} }: StoredAnswer): OpenSearchDocument {
  return new OpenSearchDocument(
    docid,
    new Map(Object.entries(fields).map(([name, [value]]) => [name, value ?? ''] as const)),
  );
}

/**
 * Reads the stored fields of documents, in one request.
 * @returns by docid, without those that the index does not have
 */
export async function readStored(
  cluster: Cluster,
  index: string,
  docids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, OpenSearchDocument>> {
  const ids = docids.filter((docid) => docid !== '');
  if (ids.length === 0) return new Map();
  type Found = StoredAnswer & { readonly _id: string; readonly found?: boolean };
  const { body } = await cluster.request<{ readonly docs: readonly Found[] }>({
    method: 'POST',
    path: `/${index}/_mget`,
    query: { realtime: false, stored_fields: 'contents,raw', _source: false },
    body: { ids },
    signal,
  });
  return new Map(
    body.docs.flatMap((doc) => (doc.found ? [[doc._id, storedDocument(doc._id, doc)] as const] : [])),
  );
}
