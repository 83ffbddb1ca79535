import { formatOfReader } from '../topics/formats.js';
import { type ReadTopicsOptions, readTopics } from '../topics/read-topics.js';
import { keepsOrder, type Topic } from '../topics/topic.js';
import { didYouMean } from '../util/did-you-mean.js';
import type { FetchPublishedOptions } from '../util/download/fetch-published.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';

/**
 * Reads topics by path or by a name that Pyserini or Anserini knows, such as `dl19-passage`: that file is downloaded into
 * the cache which is shared with them, unless it is there, and read as they read it. A file overrides a name.
 * @throws TseriniError as {@link readTopics}; `NOT_FOUND`, with the nearest name; `DOWNLOAD`; `USAGE` where the topics are
 *   dense vectors
 */
export async function loadTopics(
  pathOrName: string,
  options: ReadTopicsOptions & FetchPublishedOptions = {},
): Promise<Topic[]> {
  if (pathOrName === '-' || /[\\/]/.test(pathOrName) || (await statOrUndefined(pathOrName)))
    return readTopics(pathOrName, options);
  const { namedTopics } = await import('./published-topics.js');
  const found = namedTopics.get(pathOrName);
  if (!found) {
    const looksLikePath = /\.(tsv|txt|jsonl|trec|gz|zip)$/.test(pathOrName);
    const hint = looksLikePath
      ? ''
      : `${didYouMean(pathOrName, [...namedTopics.keys()])} (see: tserini topics --list)`;
    throw new TseriniError('NOT_FOUND', `topics not found: ${pathOrName}${hint}`, { value: pathOrName });
  }
  const { encoding, encoder, reader } = found;
  if (encoding.startsWith('dense')) {
    throw new TseriniError(
      'USAGE',
      `the topics ${pathOrName} are dense vectors${encoder === undefined ? '' : ` (${encoder})`}: this program searches text ` +
        'and sparse vectors',
      { value: pathOrName },
    );
  }
  const { fetchPublishedFile } = await import('./published-file.js');
  const path = await fetchPublishedFile(found, options);
  return readTopics(path, {
    ...options,
    format: options.format ?? formatOfReader(reader),
    ordered: keepsOrder(pathOrName),
    replacesInvalid: true,
  });
}
