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

/** Reads a document's stored fields; undefined if there is no such id. */
export async function readStored(
  cluster: Cluster,
  index: string,
  docid: string,
  signal?: AbortSignal,
): Promise<OpenSearchDocument | undefined> {
  if (docid === '') return undefined;
  const found = await cluster.find<{ found: boolean; fields?: Record<string, string[]> }>({
    method: 'GET',
    path: `/${index}/_doc/${encodeURIComponent(docid)}`,
    query: { stored_fields: 'contents,raw', _source: false },
    signal,
  });
  if (!found?.found) return undefined;
  const fields = Object.entries(found.fields ?? {}).map(([name, [value]]) => [name, value ?? ''] as const);
  return new OpenSearchDocument(docid, new Map(fields));
}
