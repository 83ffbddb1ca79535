import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { readTable } from '../util/files/read-table.js';
import type { PrebuiltIndex } from './prebuilt-index.js';

type Columns = 'names' | 'type' | 'encoder' | 'texts' | 'documents' | 'bytes' | 'md5' | 'file' | 'urls';

const table = (name: string) => new URL(`../../catalogue/${name}.tsv`, import.meta.url);

function indexOf(row: Readonly<Record<Columns, string>>): PrebuiltIndex {
  const [name = '', ...aliases] = row.names.split(' ');
  const [url = '', ...otherUrls] = row.urls.split(' ');
  return {
    name,
    aliases,
    kind: row.type === 'impact' ? 'impact' : 'text',
    model: row.encoder || undefined,
    texts: row.texts || undefined,
    documents: Number(row.documents),
    size: Number(row.bytes),
    md5: row.md5,
    url,
    otherUrls,
    archive: row.file || undefined,
  };
}

/** The published text and impact indexes by Pyserini's names. */
export const prebuiltIndexes: ReadonlyMap<string, PrebuiltIndex> = new Map(
  readTable<Columns>(table('indexes'))
    .map(indexOf)
    .map((index) => [index.name, index]),
);

const byAlias = new Map(
  Array.from(prebuiltIndexes.values()).flatMap((index) =>
    (index.aliases ?? []).map((alias) => [alias, index] as const),
  ),
);

/** The kinds of index that hold dense vectors, for messages. */
const denseKinds: Readonly<Record<string, string>> = {
  flat: 'a flat index of dense vectors',
  hnsw: 'an HNSW index of dense vectors',
  faiss: 'a Faiss index of dense vectors',
};

/** What is known of a published index, by one of Pyserini's names or an alias of that. */
export function lookUpPrebuiltIndex(name: string): PrebuiltIndex | undefined {
  return prebuiltIndexes.get(name) ?? byAlias.get(name);
}

/**
 * As {@link lookUpPrebuiltIndex}, for a name that must be known.
 * @throws TseriniError `NOT_FOUND`, with the nearest name, or with what an index of dense vectors is
 */
export function findPrebuiltIndex(name: string): PrebuiltIndex {
  const found = lookUpPrebuiltIndex(name);
  if (found) return found;
  const dense = readTable<'type' | 'names'>(table('dense-indexes')).find(({ names }) =>
    names.split(' ').includes(name),
  );
  const hint = didYouMean(name, [...prebuiltIndexes.keys(), ...byAlias.keys()]);
  const message = dense
    ? `${name} is ${denseKinds[dense.type]}: this program searches text and sparse vectors`
    : `index not found: ${name}${hint} (see: tserini prebuilt --list)`;
  throw new TseriniError('NOT_FOUND', message, { value: name });
}
