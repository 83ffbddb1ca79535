import protobuf from 'protobufjs/light.js';

// CIFF's schema (https://github.com/osirrc/ciff), read and written by protobufjs.

const field = (id: number, type: string) => ({ id, type });
const { nested } = {
  nested: {
    Header: {
      fields: {
        version: field(1, 'int32'),
        numPostingsLists: field(2, 'int32'),
        numDocs: field(3, 'int32'),
        totalPostingsLists: field(4, 'int32'),
        totalDocs: field(5, 'int32'),
        totalTermsInCollection: field(6, 'int64'),
        averageDoclength: field(7, 'double'),
        description: field(8, 'string'),
      },
    },
    Posting: { fields: { docid: field(1, 'int32'), tf: field(2, 'int32') } },
    PostingsList: {
      fields: {
        term: field(1, 'string'),
        df: field(2, 'int64'),
        cf: field(3, 'int64'),
        postings: { id: 4, type: 'Posting', rule: 'repeated' },
      },
    },
    DocRecord: {
      fields: {
        docid: field(1, 'int32'),
        collectionDocid: field(2, 'string'),
        doclength: field(3, 'int32'),
      },
    },
  },
};
const root = protobuf.Root.fromJSON({ nested });

export interface CiffList {
  readonly term: string;
  readonly df?: number;
  readonly cf?: number;
  /** The gap to the document before, and the weight. */
  readonly postings: readonly { readonly docid: number; readonly tf: number }[];
}

export interface Ciff {
  readonly header: Readonly<Record<string, number | string>>;
  readonly lists: readonly CiffList[];
  readonly documents: readonly {
    readonly docid: number;
    readonly collectionDocid: string;
    readonly doclength?: number;
  }[];
}

/** The bytes of a file, as they are given: counts may lie. */
export function ciffBytes({ header, lists, documents }: Ciff): Buffer {
  const part = (name: string, message: object) => root.lookupType(name).encodeDelimited(message).finish();
  return Buffer.concat([
    part('Header', { version: 1, numPostingsLists: lists.length, numDocs: documents.length, ...header }),
    ...lists.map((list) => part('PostingsList', list)),
    ...documents.map((document) => part('DocRecord', document)),
  ]);
}

/** Reads a file that has as many parts as its header says. */
export function readCiff(bytes: Buffer): Ciff {
  const reader = protobuf.Reader.create(bytes);
  const part = (name: string) => {
    const type = root.lookupType(name);
    return type.toObject(type.decodeDelimited(reader), { longs: Number, defaults: true });
  };
  const header = part('Header');
  const lists = Array.from({ length: header.numPostingsLists }, () => part('PostingsList') as CiffList);
  const documents = Array.from(
    { length: header.numDocs },
    () => part('DocRecord') as Ciff['documents'][number],
  );
  if (reader.pos !== reader.len) throw new Error(`${reader.len - reader.pos} bytes after the last document`);
  return { header, lists, documents };
}

/** A file of three documents and two terms, in no order of the terms. */
export const smallCiff: Ciff = {
  header: { description: 'three documents' },
  lists: [
    {
      term: 'lung',
      df: 2,
      cf: 9,
      postings: [
        { docid: 1, tf: 8 },
        { docid: 1, tf: 1 },
      ],
    },
    { term: 'heart', df: 1, cf: 3, postings: [{ docid: 0, tf: 3 }] },
  ],
  documents: ['one', 'two', 'three'].map((collectionDocid, docid) => ({ docid, collectionDocid })),
};
