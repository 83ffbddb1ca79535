import type { CorpusFormat } from '../../corpus/formats/source-record.js';
import { corpusRecord, idOf, type ParsedRecord, recordError, textOf } from '../../corpus/record.js';

/** What a document of a text index is made of. */
export interface IndexedText {
  readonly id: string;
  readonly contents: string;
  /** The text of the requested fields that the record has. */
  readonly fields: Readonly<Record<string, string>>;
}

/** How the records of a corpus become documents of a text index. */
export interface CorpusKind {
  /** How the files are read. Default: as their endings say. */
  readonly format?: CorpusFormat;
  /** Fields that are indexed without being asked for. */
  readonly fields: readonly string[];
  /** The parts of a record that it looks at, beside the requested fields. */
  readonly parts: readonly string[];
  /** @throws TseriniError `INPUT`, with file and line or row */
  readonly contents: (record: ParsedRecord) => string;
}

/** Of BEIR's records, by the rules of encoding. */
const ofParts = (names: readonly string[]) => (record: ParsedRecord) => {
  const { fields } = corpusRecord(record, { fields: ['title', 'text'] });
  return names
    .map((name) => fields.get(name))
    .filter(Boolean)
    .join(' ');
};

const text = (record: ParsedRecord) => textOf(record, 'text');
const contents = (record: ParsedRecord) => textOf(record, 'contents');

/** A table's `contents`, else its title and text. */
function ofColumns(record: ParsedRecord): string {
  const { values, place } = record;
  if (Object.hasOwn(values, 'contents')) return contents(record);
  const names = ['title', 'text'].filter((name) => Object.hasOwn(values, name));
  if (!names.includes('text')) {
    const what =
      'no column contents or text to index; --columns names those of a file without a line of names';
    throw recordError(place, what, Object.keys(values));
  }
  return names
    .map((name) => textOf(record, name))
    .filter(Boolean)
    .join(' ');
}

const table = { fields: [], parts: ['contents', 'title', 'text'], contents: ofColumns };
const beir = ['contents', 'title', 'text'];

/** The corpora that become a text index, by the names of Anserini's classes, or such names for tables. */
export const corpusKinds = {
  BeirFlatCollection: { fields: [], parts: beir, contents: ofParts(['title', 'text']) },
  BeirMultifieldCollection: { fields: ['title'], parts: beir, contents: ofParts(['text']) },
  TrecCollection: { format: 'TrecCollection', fields: [], parts: [], contents: text },
  HtmlCollection: { format: 'HtmlCollection', fields: [], parts: [], contents: text },
  MsMarcoV2PassageCollection: { format: 'MsMarcoV2PassageCollection', fields: [], parts: [], contents },
  MsMarcoV2DocCollection: { format: 'MsMarcoV2DocCollection', fields: [], parts: [], contents },
  TsvCollection: { ...table, format: 'tsv' },
  CsvCollection: { ...table, format: 'csv' },
  ParquetCollection: { ...table, format: 'parquet' },
} as const satisfies Readonly<Record<string, CorpusKind>>;

/** A kind of corpus: the name of Anserini's class, or of a table's format. */
export type CorpusKindName = keyof typeof corpusKinds;

/** The longest id in bytes that Lucene takes as a term. */
const longestId = 32_766;
/** The longest text in characters that Jackson, which reads the records in Java, takes. */
const longestText = 20_000_000;

/** @throws TseriniError `INPUT`, with file and line or row */
export function indexedText(
  record: ParsedRecord,
  kind: CorpusKind,
  requested: readonly string[],
  docidField?: string,
): IndexedText {
  const id = idOf(record, docidField);
  if (id.length > longestId / 3 && Buffer.byteLength(id) > longestId) {
    throw recordError(record.place, `the id is longer than ${longestId} bytes`);
  }
  const named = requested.filter((name) => Object.hasOwn(record.values, name));
  const fields = Object.fromEntries(named.map((name) => [name, fieldText(record, name)]));
  const contents = kind.contents(record);
  for (const [name, { length }] of Object.entries({ contents, ...fields })) {
    if (length <= longestText) continue;
    throw recordError(
      record.place,
      `${name} has ${length} characters, more than the ${longestText} that are indexed`,
    );
  }
  return { id, contents, fields };
}

/** Numbers and truth values of a field are its text, as in a JsonCollection. */
function fieldText(record: ParsedRecord, name: string): string {
  const value = record.values[name];
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : textOf(record, name);
}
