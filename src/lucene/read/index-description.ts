import { type FieldTypes, readFieldTypes } from '../../search/field-types.js';
import type { IndexDescription, IndexedCollection } from '../../search/index-description.js';
import { TseriniError } from '../../util/errors.js';
import { packageVersion } from '../../util/package-version.js';
import { describeWeights } from '../../vector/quantize.js';
import { ByteReader } from '../jvm/byte-reader.js';

const words = (text: string | undefined) => (text ? text.split(' ') : []);

/** The strings of an index without a record. */
const keywords = (strings: string): FieldTypes =>
  Object.fromEntries(words(strings).map((name) => [decodeURIComponent(name), 'keyword' as const]));

/** Reads the bytes of the shim's `IndexDescription.toBytes`. */
export function decodeDescription(bytes: Buffer): { description: IndexDescription; warning: string } {
  const reader = new ByteReader(bytes);
  const isRecorded = reader.int32() === 1;
  const warning = reader.text();
  const facts = new Map(reader.array(reader.int32(), () => [reader.text(), reader.text()] as const));
  const { language, stemmer, stopwords, pretokenized, kind, version, records, lengths, fieldTypes, strings } =
    Object.fromEntries(facts);
  const stored = ['positions', 'docvectors'].filter((name) => facts.get(name) === 'yes');
  const optional = {
    kind,
    version,
    records,
    lengths,
    fieldTypes: fieldTypes ? readFieldTypes(fieldTypes) : strings ? keywords(strings) : undefined,
    analyzer: language || pretokenized ? defined({ language, stemmer, stopwords, pretokenized }) : undefined,
  };
  const description = {
    ...defined(optional),
    isRecorded,
    documents: Number(facts.get('documents')),
    fields: words(facts.get('fields')),
    stores: [...stored, ...words(facts.get('stores'))],
    collections: collectionsOf(facts),
  } as IndexDescription;
  return { description, warning };
}

function collectionsOf(facts: ReadonlyMap<string, string>): IndexedCollection[] {
  const collections: IndexedCollection[] = [];
  for (let i = 0; facts.has(`collection.${i}.name`); i++) {
    const fact = (name: string) => facts.get(`collection.${i}.${name}`);
    const [model, sha256] = ['model', 'model.sha256'].map(fact);
    const [range, steps, scale] = ['weights.range', 'weights.steps', 'weights.scale'].map(fact);
    collections.push({
      name: fact('name')!,
      documents: Number(fact('documents')),
      ...(model && sha256 ? { model: { name: model, sha256 } } : {}),
      ...(range && steps ? { quantization: { range: Number(range), steps: Number(steps) } } : {}),
      ...(fact('weights.raw') ? { quantization: null } : {}),
      ...(scale ? { scale: Number(scale) } : {}),
      ...encodingOf(facts, `collection.${i}.encoding.`),
    });
  }
  return collections;
}

function encodingOf(facts: ReadonlyMap<string, string>, start: string): Pick<IndexedCollection, 'encoding'> {
  const settings = [...facts]
    .filter(([name]) => name.startsWith(start))
    .map(([name, value]) => [name.slice(start.length), decodeURIComponent(value)]);
  return settings.length > 0 ? { encoding: Object.fromEntries(settings) } : {};
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** An impact index in one line, for people who get its postings: this program, collections, models, scale of weights. */
export function aboutIndex({ collections }: Pick<IndexDescription, 'collections'>): string {
  const parts = collections.map(({ name, model, quantization, scale }) =>
    [
      name,
      model && `encoded by ${model.name}`,
      quantization && `weights in ${describeWeights(quantization)}`,
      quantization === null && 'raw weights',
      scale && `weights × ${scale}`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  return [`impacts, written by tserini ${packageVersion()}`, ...parts].join('; ');
}

/** The error of BM25, or of query likelihood, that reads lengths in another form than the index has. */
export function wrongLengths(lengths: 'rounded' | 'exact', path: string): TseriniError {
  const way = lengths === 'exact' ? 'BM25 with accurate (--bm25.accurate)' : 'BM25 without accurate';
  return new TseriniError(
    'INDEX',
    `the index has ${lengths} lengths of documents: search it with ${way}: ${path}`,
    {
      value: lengths,
    },
  );
}
