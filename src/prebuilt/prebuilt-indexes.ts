import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import data from './indexes.json' with { type: 'json' };
import type { PrebuiltIndex } from './prebuilt-index.js';

/** Indexes that were built and published together, as `indexes.json` has them. */
interface IndexFamily {
  readonly folder: string;
  /** What precedes an index's name in the name of its archive. Default: `lucene-inverted.`. */
  readonly prefix?: string;
  /** What follows it: the day and the commit. */
  readonly version: string;
  readonly kind: PrebuiltIndex['kind'];
  readonly model?: string;
  readonly indexes: readonly (readonly [name: string, md5: string, documents?: number, size?: number])[];
}

function members(family: IndexFamily): PrebuiltIndex[] {
  const { folder, prefix = 'lucene-inverted.', version, kind, model, indexes } = family;
  return indexes.map(([name, md5, documents, size]) => {
    const url = `${folder}/${prefix}${name}.${version}.tar.gz`;
    return { name, kind, model, documents, size, md5, url };
  });
}

/** The published indexes by Pyserini's names. */
export const prebuiltIndexes: ReadonlyMap<string, PrebuiltIndex> = new Map(
  (data.families as unknown as readonly IndexFamily[]).flatMap(members).map((index) => [index.name, index]),
);

/** @throws TseriniError `NOT_FOUND`, with the nearest name */
export function findPrebuiltIndex(name: string): PrebuiltIndex {
  const found = prebuiltIndexes.get(name);
  if (found) return found;
  const hint = didYouMean(name, [...prebuiltIndexes.keys()]);
  throw new TseriniError('NOT_FOUND', `no prebuilt index ${name}${hint} (see: tserini prebuilt --list)`, {
    value: name,
  });
}
