import { loadQrels } from '../eval/read-qrels.js';
import { judgedTopics } from '../topics/judged-topics.js';
import { type ReadTopicsOptions, readTopics } from '../topics/read-topics.js';
import type { Topic } from '../topics/topic.js';
import type { FetchArchiveOptions } from '../util/download/fetch-archive.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { type BeirDataset, beirDatasets } from './beir.js';
import { fetchDataset } from './fetch-dataset.js';
import { resolveQrels } from './named-qrels.js';

/** The supported names of topics, which are Pyserini's, each with its data set. */
export const namedTopics: ReadonlyMap<string, BeirDataset> = new Map(
  Array.from(beirDatasets.values(), (dataset) => [`beir-v1.0.0-${dataset.name}-test`, dataset]),
);

/**
 * Reads topics by path or by one of Pyserini's names, such as `beir-v1.0.0-nfcorpus-test`: the test topics of a data set,
 * which is downloaded into the cache unless it is there.
 * @throws TseriniError as {@link readTopics} and {@link fetchDataset}
 */
export async function loadTopics(
  pathOrName: string,
  options: ReadTopicsOptions & FetchArchiveOptions = {},
): Promise<Topic[]> {
  const dataset = namedTopics.get(pathOrName);
  if (!dataset || (await statOrUndefined(pathOrName))) return readTopics(pathOrName, options);
  const path = await fetchDataset(dataset, options);
  const qrels = await loadQrels(await resolveQrels(path), options);
  return judgedTopics(await readTopics(path), qrels.topics);
}
