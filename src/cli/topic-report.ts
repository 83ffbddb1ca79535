import { parsePretokenized } from '../encode/pretokenized.js';
import type { Hit } from '../run/run.js';
import type { TopicHits } from '../run/write-run.js';
import { topicsWith } from '../search/topics-with.js';
import type { Topic } from '../topics/topic.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { Io } from './command.js';
import { grouped } from './values.js';

/** How many of a topic's terms the index has, by its id. */
type KnownTerms = (topic: string) => Promise<number>;

/** @param knownTerms the same by a topic's text */
export function knownTermsById(
  topics: readonly Topic[],
  knownTerms: (text: string) => Promise<number>,
): KnownTerms {
  const texts = new Map(topics.map(({ id, text }) => [id, text]));
  return (id) => knownTerms(texts.get(id) ?? '');
}

/** Shows the progress of searching topics, and counts those without hits. */
export class TopicReport {
  readonly #io: Io;
  readonly #total: number;
  readonly #unanswered: string[] = [];

  /** @param total the number of topics */
  constructor(io: Io, total: number) {
    this.#io = io;
    this.#total = total;
  }

  /** Yields the rankings, with the hits that are selected of each. */
  async *watch(
    rankings: AsyncIterable<TopicHits>,
    select: (topic: string, hits: readonly Hit[]) => readonly Hit[] = (_, hits) => hits,
  ): AsyncGenerator<TopicHits> {
    const progress = this.#io.progress('searching', 'topics', this.#total);
    let done = 0;
    try {
      for await (const [topic, hits] of rankings) {
        const selected = select(topic, hits);
        if (selected.length === 0) this.#unanswered.push(topic);
        yield [topic, selected];
        progress.update(++done);
      }
    } finally {
      progress.stop();
    }
  }

  /**
   * Prints what was searched and written, and how many topics have no hit, and why if that is known.
   * @param output undefined for standard output
   */
  async end(output: string | undefined, knownTerms?: KnownTerms): Promise<void> {
    const unknown: string[] = [];
    if (knownTerms) {
      for (const topic of this.#unanswered) {
        if ((await knownTerms(topic)) === 0) unknown.push(topic);
      }
    }
    this.#count('no hits', this.#unanswered);
    this.#count('no term that the index knows', unknown);
    if (output !== undefined) {
      this.#io.log(`${grouped(this.#total)} topics searched, run written to ${output}`);
    }
  }

  #count(what: string, topics: readonly string[]): void {
    if (topics.length > 0) this.#io.log(`warning: ${topicsWith(what, topics, this.#total)}`);
  }
}

/** Topics that are looked at. */
const sample = 100;

/**
 * Warns of topics that look like plain text where encoded ones are expected: no token is repeated, and the index lacks
 * some.
 */
export async function warnOfPlainTopics(
  topics: readonly Topic[],
  knownTerms: (vector: SparseVector) => Promise<number>,
  io: Io,
): Promise<void> {
  const vectors = topics.slice(0, sample).map(({ text }) => parsePretokenized(text));
  if (vectors.some((vector) => [...vector.values()].some((weight) => weight > 1))) return;
  let unknown = 0;
  for (const vector of vectors) unknown += vector.size - (await knownTerms(vector));
  if (unknown === 0) return;
  io.log(
    `warning: the topics look like plain text: each token occurs once, where those of encoded topics are repeated by ` +
      `their weight, and the index lacks ${grouped(unknown)} of them; plain text takes --encoder`,
  );
}
