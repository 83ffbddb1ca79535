import { resolveQrels } from '../datasets/named-qrels.js';
import { encodeCollection } from '../encode/collection/encode-collection.js';
import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import { SpladeQueryEncoder } from '../encode/splade-query-encoder.js';
import { loadQrels } from '../eval/read-qrels.js';
import { fuseRuns } from '../fusion/fuse-runs.js';
import { indexBeirFlat } from '../lucene/index/beir-flat-collection.js';
import { LuceneIndexer } from '../lucene/index/lucene-indexer.js';
import type { LuceneHit } from '../lucene/search/hit.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import { loadRun } from '../run/read-run.js';
import { selectHits } from '../run/select-hits.js';
import { type TopicHits, writeRun } from '../run/write-run.js';
import { topicsWith } from '../search/topics-with.js';
import { judgedTopics } from '../topics/judged-topics.js';
import { readTopics } from '../topics/read-topics.js';
import { pythonFloat } from '../util/python/float.js';
import { type Overrides, runPath, type Step } from './plan.js';
import type { FusedSystem, ImpactSystem, Reproduction } from './reproduction.js';

export interface StepContext {
  readonly reproduction: Reproduction;
  /** A folder or zip archive in BEIR's layout. */
  readonly data: string;
  readonly output: string;
  readonly overrides: Overrides;
  readonly signal: AbortSignal;
  /** Whether existing vectors may be replaced: they were made with other settings. */
  readonly overwrite: boolean;
  readonly onProgress: (done: number, total: number) => void;
  readonly onDownload: (done: number, total: number) => void;
  readonly onWarning: (message: string) => void;
}

/** Runs a step as its command does. @returns the number of documents or topics */
export async function runStep(step: Step, context: StepContext): Promise<number> {
  const output = step.output!;
  const { system, inputs } = step;
  switch (step.name) {
    case 'encode':
      return encode(system as ImpactSystem, output, context);
    case 'index': {
      const { onProgress, signal } = context;
      const { indexed } = await (system.kind === 'bm25'
        ? indexBeirFlat(context.data, output, {}, { onProgress, signal })
        : new LuceneIndexer(output).index(inputs[0]!, { onProgress, signal }));
      return indexed;
    }
    case 'search':
      return search(step, context);
    case 'fuse':
      return fuse(system as FusedSystem, output, context);
    case 'evaluate':
      return 0;
  }
}

async function encode(
  { fields, maxLength, encoder }: ImpactSystem,
  embeddings: string,
  context: StepContext,
): Promise<number> {
  const { documents } = await encodeCollection({
    corpus: context.data,
    fields,
    embeddings,
    encoder: context.overrides.encoder ?? encoder,
    encoderFields: fields,
    maxLength,
    overwrite: context.overwrite,
    onProgress: context.onProgress,
    onDownload: context.onDownload,
    signal: context.signal,
  });
  return documents;
}

async function search(step: Step, context: StepContext): Promise<number> {
  const { reproduction, data, overrides, onProgress, onDownload, onWarning, signal } = context;
  const index = step.inputs[1]!;
  const qrels = await loadQrels(await resolveQrels(data), { signal });
  const topics = judgedTopics(await readTopics(step.inputs[0]!), qrels.topics);
  const queries = topics.map(({ id, text }) => [id, text] as const);
  const unanswered: string[] = [];
  const write = (rankings: AsyncIterable<readonly [string, LuceneHit[]]>) =>
    writeRun(step.output!, selected(rankings, topics.length, unanswered, onProgress), { signal });
  if (step.system.kind === 'bm25') {
    await using searcher = await LuceneSearcher.open(index, undefined, { onWarning });
    await write(searcher.searchEach(queries, reproduction.hits, undefined, { signal }));
  } else {
    const { encoder: model } = step.system as ImpactSystem;
    await using encoder = overrides.encodedTopics
      ? new PretokenizedQueryEncoder()
      : await SpladeQueryEncoder.load(overrides.encoder ?? model, { signal, onDownload });
    await using searcher = await LuceneImpactSearcher.open(index, encoder, { onWarning });
    await write(searcher.searchEach(queries, reproduction.hits, undefined, { signal }));
  }
  if (unanswered.length > 0) onWarning(topicsWith('no hits', unanswered, topics.length));
  return topics.length;
}

async function* selected(
  rankings: AsyncIterable<readonly [string, LuceneHit[]]>,
  total: number,
  unanswered: string[],
  onProgress: (done: number, total: number) => void,
): AsyncGenerator<TopicHits> {
  let done = 0;
  for await (const [topic, hits] of rankings) {
    const kept = selectHits(topic, hits, { removeQuery: true });
    if (kept.length === 0) unanswered.push(topic);
    yield [topic, kept];
    onProgress(++done, total);
  }
}

async function fuse({ of, method }: FusedSystem, path: string, context: StepContext): Promise<number> {
  const { output, signal } = context;
  const runs = [];
  for (const name of of) runs.push(await loadRun(runPath(output, name), { signal }));
  const { topics, tag } = fuseRuns(runs, { method });
  const rankings = Array.from(topics, ([id, topic]): TopicHits => [id, topic.hits({ ties: 'ascending' })]);
  await writeRun(path, rankings, { tag, formatScore: pythonFloat, signal });
  return topics.size;
}
