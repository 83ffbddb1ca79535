import { fileURLToPath } from 'node:url';
import { didYouMean } from '../util/did-you-mean.js';
import type { FetchPublishedOptions } from '../util/download/fetch-published.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';

/** Qrels of this package, by name. */
const included: Readonly<Record<string, string>> = {
  embedded: fileURLToPath(new URL('../../examples/collection/qrels/test.tsv', import.meta.url)),
};

const insideZip = /\.zip[\\/]/i;

/**
 * The path of qrels given by path or by name. For a folder or zip archive of BEIR, that of its test qrels.
 *
 * A name is `embedded`, for this package's collection, or one that Pyserini or Anserini knows, such as `dl19-passage`:
 * that file is downloaded into the cache which is shared with them, unless it is there. A file overrides a name.
 *
 * @throws TseriniError `NOT_FOUND`, with the nearest name; `DOWNLOAD`, `IO`, `INTERRUPTED`; `INPUT` where a cached file is
 *   not the published one, or a folder or archive has no qrels
 */
export async function resolveQrels(name: string, options: FetchPublishedOptions = {}): Promise<string> {
  if (name === '-') throw new TseriniError('USAGE', 'qrels are read from a file, not from standard input');
  const stats = await statOrUndefined(name);
  if (stats?.isDirectory() || (stats && /\.zip$/i.test(name)) || insideZip.test(name)) {
    // Imported here because most evaluations do without it.
    const { qrelsOfDataFolder } = await import('./data-folder-qrels.js');
    return (await qrelsOfDataFolder(name)) ?? name;
  }
  if (stats) return name;
  if (Object.hasOwn(included, name)) return included[name]!;
  const { namedQrels } = await import('./published-qrels.js');
  const found = namedQrels.get(name);
  if (found) {
    const { fetchPublishedFile } = await import('./published-file.js');
    return fetchPublishedFile(found, options);
  }
  const looksLikePath = /[\\/]|\.(txt|tsv|qrels|gz)$/.test(name);
  const hint = didYouMean(name, [...Object.keys(included), ...namedQrels.keys()]);
  throw new TseriniError(
    'NOT_FOUND',
    `qrels not found: ${name}${looksLikePath ? '' : `${hint} (see: tserini qrels --list)`}`,
    { value: name },
  );
}
