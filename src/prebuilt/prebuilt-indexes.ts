import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { beirIndexes } from './beir-indexes.js';
import { moreIndexes } from './more-indexes.js';
import type { IndexFamily, PrebuiltIndex } from './prebuilt-index.js';

function members({
  folder,
  prefix = 'lucene-inverted.',
  version,
  kind,
  model,
  indexes,
}: IndexFamily): PrebuiltIndex[] {
  return indexes.map(([name, md5, documents, size]) => ({
    name,
    kind,
    ...(model === undefined ? {} : { model }),
    ...(documents === undefined ? {} : { documents }),
    ...(size === undefined ? {} : { size }),
    md5,
    url: `${folder}/${prefix}${name}.${version}.tar.gz`,
  }));
}

/** The indexes that have a name, by Pyserini's names. */
export const prebuiltIndexes: ReadonlyMap<string, PrebuiltIndex> = new Map(
  [...beirIndexes, ...moreIndexes].flatMap(members).map((index) => [index.name, index]),
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
