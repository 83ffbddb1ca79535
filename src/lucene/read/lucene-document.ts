import type { StoredDocument } from '../../search/impact-searcher.js';
import { ByteReader } from '../jvm/byte-reader.js';

/** What an index stores of a document, by the names of Pyserini's `Document`. */
export class LuceneDocument implements StoredDocument {
  /** The number of the document inside the Lucene index. */
  readonly luceneDocid: number;
  /** The stored fields in their order; a field may have several values. */
  readonly fields: ReadonlyMap<string, readonly string[]>;

  constructor(luceneDocid: number, fields: ReadonlyMap<string, readonly string[]>) {
    this.luceneDocid = luceneDocid;
    this.fields = fields;
  }

  /** The document's id in its collection. */
  get docid(): string {
    return this.get('id') ?? '';
  }

  /** The text, if the index was built with `--storeContents`. */
  get contents(): string | undefined {
    return this.get('contents');
  }

  /** The record as it appears in the collection, if the index was built with `--storeRaw`. */
  get raw(): string | undefined {
    return this.get('raw');
  }

  /** The first value of a stored field. */
  get(field: string): string | undefined {
    return this.fields.get(field)?.[0];
  }
}

/** Reads the bytes of the shim's `Documents.stored`. */
export function decodeDocument(bytes: Buffer): LuceneDocument {
  const reader = new ByteReader(bytes);
  const luceneDocid = reader.int32();
  const fields = new Map<string, string[]>();
  for (let left = reader.int32(); left > 0; left--) {
    const name = reader.text();
    const values = fields.get(name);
    const value = reader.text();
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return new LuceneDocument(luceneDocid, fields);
}
