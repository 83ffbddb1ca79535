import { type ReadTopicsOptions, readTopics } from '../topics/read-topics.js';
import type { Topic } from '../topics/topic.js';
import { didYouMean } from '../util/did-you-mean.js';
import type { FetchPublishedOptions } from '../util/download/fetch-published.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { topicReaders } from './topic-readers.js';

/** Names whose topics Pyserini searches in the order of the file; those of other names of the same files it sorts. */
const ordered = [
  'msmarco-doc-dev',
  'msmarco-doc-test',
  'msmarco-passage-dev-subset',
  'msmarco-passage-test-subset',
];

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
  const refuse = (why: string) =>
    new TseriniError('USAGE', `the topics ${pathOrName} ${why}`, { value: pathOrName });
  const { encoding, encoder, reader } = found;
  if (encoding.startsWith('dense')) {
    throw refuse(
      `are dense vectors${encoder === undefined ? '' : ` (${encoder})`}: this program searches text and sparse vectors`,
    );
  }
  const format = topicReaders[reader];
  if (format === undefined)
    throw refuse(`are in a format that is not read yet: Anserini's ${reader}TopicReader`);
  const { fetchPublishedFile } = await import('./published-file.js');
  const path = await fetchPublishedFile(found, options);
  return readTopics(path, {
    ...options,
    format: options.format ?? format,
    ordered: ordered.includes(pathOrName),
  });
}
