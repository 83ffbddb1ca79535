import { join } from 'node:path';
import { encodeCollection } from '../encode/encode-collection.js';
import { SpladeQueryEncoder } from '../encode/splade-query-encoder.js';
import { evaluateFile } from '../eval/evaluate.js';
import { loadQrels } from '../eval/read-qrels.js';
import { LuceneImpactSearcher } from '../lucene/lucene-impact-searcher.js';
import { LuceneIndexer } from '../lucene/lucene-indexer.js';
import type { Hit } from '../run/run.js';
import { type TopicHits, writeRun } from '../run/write-run.js';
import { readTopics } from '../topics/read-topics.js';
import type { Topic } from '../topics/topic.js';
import type { Reproduction } from './reproductions.js';

/** Where an experiment's files are. */
export interface ReproductionFiles {
  readonly corpus: string;
  readonly topics: string;
  readonly qrels: string;
  readonly vectors: string;
  readonly index: string;
  readonly run: string;
}

/** Told as the work goes on. */
export interface ReproductionEvents {
  /** A step begins. */
  onStep?(step: 'encode' | 'index' | 'search' | 'evaluate', files: ReproductionFiles): void;
  /** A step is `done` of `total` documents or topics far. */
  onProgress?(done: number, total: number): void;
  /** A step has ended. */
  onDone?(count: number): void;
}

export interface ReproductionResult {
  readonly files: ReproductionFiles;
  readonly shown: { readonly topic: Topic; readonly hits: readonly Hit[] };
  /** The value of each measure, by the name it was asked for with. */
  readonly figures: ReadonlyMap<string, number>;
}

/** The files of an experiment, its own in the output folder. */
export function reproductionFiles(reproduction: Reproduction, output: string): ReproductionFiles {
  return {
    corpus: join(reproduction.data, 'corpus.jsonl'),
    topics: join(reproduction.data, 'queries.jsonl'),
    qrels: join(reproduction.data, 'qrels/test.tsv'),
    vectors: join(output, 'vectors'),
    index: join(output, 'index'),
    run: join(output, 'run.txt'),
  };
}

/**
 * Runs an experiment from text to figures. What was encoded before is not encoded again.
 * @param output the folder that gets the vectors, the index and the run
 * @throws TseriniError as its steps do
 */
export async function reproduce(
  reproduction: Reproduction,
  output: string,
  events: ReproductionEvents = {},
  signal?: AbortSignal,
): Promise<ReproductionResult> {
  const files = reproductionFiles(reproduction, output);
  const options = {
    ...(signal ? { signal } : {}),
    onProgress: (done: number, total: number) => events.onProgress?.(done, total),
  };

  events.onStep?.('encode', files);
  const { encoder, fields, maxLength } = reproduction;
  const encoded = await encodeCollection({
    corpus: files.corpus,
    fields,
    embeddings: files.vectors,
    encoder,
    encoderFields: fields,
    maxLength,
    ...options,
  });
  events.onDone?.(encoded.documents);

  events.onStep?.('index', files);
  const { indexed } = await new LuceneIndexer(files.index).index(files.vectors, options);
  events.onDone?.(indexed);

  events.onStep?.('search', files);
  const { topics, shown } = await search(reproduction, files, options);
  events.onDone?.(topics);

  events.onStep?.('evaluate', files);
  const qrels = await loadQrels(files.qrels);
  // As `trec_eval -c`: a topic without a hit counts, with 0.
  const evaluation = await evaluateFile(qrels, files.run, reproduction.measures, { complete: true });
  const figures = new Map(
    reproduction.measures.map((measure) => [measure, evaluation.get(measure.replace('.', '_'))!]),
  );
  events.onDone?.(evaluation.topics.length);
  return { files, shown, figures };
}

async function search(
  { encoder: model, hits: k, shownTopic }: Reproduction,
  files: ReproductionFiles,
  { signal, onProgress }: { signal?: AbortSignal; onProgress(done: number, total: number): void },
) {
  const topics = await readTopics(files.topics);
  await using encoder = await SpladeQueryEncoder.load(model);
  await using searcher = await LuceneImpactSearcher.open(files.index, encoder);
  let shown: ReproductionResult['shown'] | undefined;
  const ranked = async function* (): AsyncGenerator<TopicHits> {
    let done = 0;
    const queries = topics.map((topic) => [topic, topic.text] as const);
    for await (const [topic, hits] of searcher.searchEach(queries, k)) {
      if (topic.id === shownTopic) shown = { topic, hits };
      yield [topic.id, hits];
      onProgress(++done, topics.length);
    }
  };
  await writeRun(files.run, ranked(), signal ? { signal } : {});
  return { topics: topics.length, shown: shown! };
}
