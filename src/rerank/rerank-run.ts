import type { DocumentEncoder } from '../encode/document-encoder.js';
import type { DocumentText } from '../encode/document-text.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import { bestRanked } from '../run/best-ranked.js';
import type { Hit, Run } from '../run/run.js';
import type { TopicHits } from '../run/write-run.js';
import { adjustTies } from '../search/adjust-ties.js';
import type { Topic } from '../topics/topic.js';
import { stopError, throwIfStopped } from '../util/abort.js';
import { assertWhole } from '../util/assert-whole.js';
import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import { inGroups, mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** A document of a run, with its text. */
export interface TextOfDocument {
  readonly id: string;
  readonly text: DocumentText;
}

/**
 * Yields the texts of documents that a run has, in any order, each once. Others may be among them, and are passed over.
 * @param docids all documents of the run
 */
export type TextSource = (docids: ReadonlySet<string>) => AsyncIterable<TextOfDocument>;

/** How a run is reranked. */
export interface RerankOptions {
  /** Hits of each topic to rerank, by their ranks in the run; the others are left out. Default: 100. */
  readonly hits?: number | undefined;
  /** Documents per call of the encoder. Default: 64. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the documents done so far, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Reranks a run with a sparse model, without an index: the model encodes topics and documents, and a hit's score is the dot
 * product of both vectors, as an impact search gives it; a search leaves out terms that every document has, this does not.
 * Hits come by score descending, then by docid ascending in UTF-8 order, and scores of a tie are set apart as a search sets
 * them. Each document is encoded once, whatever the number of its topics. Memory holds the docids and scores of the run and
 * the vectors of the topics, but no texts and no vectors of documents.
 *
 * ```ts
 * await using document = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 512 });
 * await using query = await SpladeQueryEncoder.load('splade-tiny');
 * const texts = textsOfCorpus('corpus.jsonl', { fields: ['title', 'text'] });
 * const hits = await rerankRun(await loadRun('run.txt'), topics, texts, { document, query });
 * await writeRun('reranked.txt', hits);
 * ```
 * @returns the hits of each topic, in the order of the run
 * @throws TseriniError `INPUT` for a topic of the run that is not among the topics, a document of which the source has no
 *   text or two; `INTERRUPTED`; what the encoders and the source throw
 */
export async function rerankRun(
  run: Run,
  topics: readonly Topic[],
  texts: TextSource,
  encoders: { readonly document: DocumentEncoder; readonly query: QueryEncoder },
  options: RerankOptions = {},
): Promise<TopicHits[]> {
  const { hits = 100, batchSize = 64, signal, onProgress } = options;
  assertWhole('hits', hits);
  assertWhole('batchSize', batchSize);
  throwIfStopped(signal);
  const candidates = await readCandidates(run, topics, hits, encoders.query, signal);
  const places = placesOf(candidates);
  const docids = new Set(places.keys());
  const seen = new Set<string>();
  const wanted = async function* () {
    for await (const document of texts(docids)) {
      throwIfStopped(signal);
      if (!docids.has(document.id)) continue;
      if (seen.has(document.id)) {
        throw new TseriniError('INPUT', `the texts have the document ${document.id} twice`, {
          value: document.id,
        });
      }
      seen.add(document.id);
      yield document;
    }
  };
  const encode = async (group: readonly TextOfDocument[]) => {
    const vectors = await encoders.document.encode(group.map(({ text }) => text));
    return group.map(({ id }, i) => [id, vectors[i]!] as const);
  };
  let done = 0;
  onProgress?.(done, docids.size);
  for await (const group of mapOrdered(inGroups(wanted(), batchSize), 2, encode)) {
    if (signal?.aborted) throw stopError(signal, 'stopped before all documents were encoded');
    for (const [id, vector] of group) {
      for (const { candidate, place } of places.get(id)!) {
        candidate.scores[place] = dotProduct(candidate.vector, vector);
      }
    }
    done += group.length;
    onProgress?.(done, docids.size);
  }
  const missing = [...docids].filter((id) => !seen.has(id));
  if (missing.length > 0) {
    throw new TseriniError(
      'INPUT',
      `${missing.length} of ${docids.size} documents of the run have no text there, such as ${missing[0]}`,
      { value: missing[0] },
    );
  }
  return candidates.map((each) => [each.topic, ranked(each)] as const);
}

/** A topic's documents, and their scores by the model. */
interface Candidates {
  readonly topic: string;
  readonly vector: SparseVector;
  readonly docids: readonly string[];
  readonly scores: Float32Array;
}

async function readCandidates(
  run: Run,
  topics: readonly Topic[],
  hits: number,
  encoder: QueryEncoder,
  signal: AbortSignal | undefined,
): Promise<Candidates[]> {
  const texts = new Map(topics.map(({ id, text }) => [id, text]));
  const candidates: Candidates[] = [];
  for (const [topic, found] of run.topics) {
    const text = texts.get(topic);
    if (text === undefined) {
      throw new TseriniError('INPUT', `topic ${topic} of the run is not among the topics`, { value: topic });
    }
    const docids = bestRanked(found, hits).map((at) => found.docids.docid(at));
    const vector = await encoder.encode(text, { signal });
    candidates.push({ topic, vector, docids, scores: new Float32Array(docids.length) });
  }
  return candidates;
}

/** Where each document is a candidate. */
function placesOf(candidates: readonly Candidates[]) {
  const places = new Map<string, { candidate: Candidates; place: number }[]>();
  for (const candidate of candidates) {
    for (const [place, docid] of candidate.docids.entries()) {
      const here = { candidate, place };
      const others = places.get(docid);
      if (others) others.push(here);
      else places.set(docid, [here]);
    }
  }
  return places;
}

function dotProduct(query: SparseVector, document: SparseVector): number {
  let sum = 0;
  for (const [token, weight] of query) sum += weight * (document.get(token) ?? 0);
  return sum;
}

function ranked({ docids, scores }: Candidates): Hit[] {
  const order = [...docids.keys()].sort(
    (a, b) => scores[b]! - scores[a]! || byCodePoint(docids[a]!, docids[b]!),
  );
  const adjusted = Float32Array.from(order, (at) => scores[at]!);
  adjustTies(adjusted);
  return order.map((at, i) => ({ docid: docids[at]!, score: adjusted[i]! }));
}
