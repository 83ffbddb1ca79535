import { TseriniError } from '../util/errors.js';
import { DocidTable } from './docid-table.js';

/** One retrieved document. Higher scores rank first. */
export interface Hit {
  readonly docid: string;
  readonly score: number;
}

export interface RankingOptions {
  /** Compare scores as `double` (trec_eval 10.0) or as `single` (9.0.4, which Pyserini wraps). */
  readonly precision?: 'double' | 'single';
  /** How documents with equal scores are ordered by docid, in bytes. trec_eval: descending. */
  readonly ties?: 'descending' | 'ascending';
}

/** The retrieved documents of one topic, in the order in which they were added. */
export class RunTopic {
  /** The topic's id. */
  topic: string;
  readonly docids: DocidTable;
  private values: Float64Array;
  /** Absent as long as each rank is the document's place. */
  private givenRanks: Float64Array | undefined;

  constructor(topic: string, capacity = 16) {
    this.topic = topic;
    this.docids = new DocidTable(capacity);
    this.values = new Float64Array(capacity);
  }

  /** How many documents were retrieved. */
  get size(): number {
    return this.docids.size;
  }

  /** Scores in the order of addition. */
  get scores(): Float64Array {
    return this.values.subarray(0, this.size);
  }

  /** Ranks in the order of addition: 1, 2, 3 … unless others were given, as in a file whose lines are shuffled. */
  get ranks(): Float64Array {
    return this.givenRanks?.subarray(0, this.size) ?? places(this.size);
  }

  /**
   * Adds a document, its docid given as bytes. False where it was there before: then nothing changes.
   * @param rank default: its place
   */
  add(bytes: Uint8Array, start: number, end: number, score: number, rank?: number): boolean {
    const number = this.docids.add(bytes, start, end);
    if (number < 0) return false;
    const place = number + 1;
    if (number === this.values.length) {
      this.values = grown(this.values);
      if (this.givenRanks) this.givenRanks = grown(this.givenRanks);
    }
    this.values[number] = score;
    if (rank !== undefined && rank !== place) this.givenRanks ??= places(this.values.length);
    if (this.givenRanks) this.givenRanks[number] = rank ?? place;
    return true;
  }

  /**
   * Adds hits; a docid that was there before keeps its score.
   * @throws TseriniError INPUT for a score that is NaN
   */
  addHits(hits: Iterable<Hit>): this {
    for (const { docid, score } of hits) {
      if (Number.isNaN(score)) {
        throw new TseriniError('INPUT', `the score of ${docid} in topic ${this.topic} is not a number`);
      }
      const bytes = Buffer.from(docid);
      this.add(bytes, 0, bytes.length, score);
    }
    return this;
  }

  /** Adds a document of another topic, with its score. */
  addFrom(other: RunTopic, number: number): void {
    const bytes = Buffer.from(other.docids.docid(number));
    this.add(bytes, 0, bytes.length, other.values[number]!);
  }

  /** Removes all documents, for another topic; the memory is reused. */
  reset(topic: string): void {
    this.topic = topic;
    this.docids.clear();
    this.givenRanks = undefined;
  }

  /**
   * The numbers of the documents, best first: by score descending, then by docid.
   * trec_eval never looks at the rank column, and neither does this.
   */
  ranking(options: RankingOptions = {}): Uint32Array {
    const { docids } = this;
    const scores = options.precision === 'single' ? Float32Array.from(this.scores) : this.scores;
    const sign = options.ties === 'ascending' ? 1 : -1;
    const order = new Uint32Array(this.size);
    let sorted = true;
    for (let i = 0; i < order.length; i++) {
      order[i] = i;
      // Nearly every run is written in rank order: one pass detects that.
      if (i > 0 && sorted) {
        const difference = scores[i - 1]! - scores[i]!;
        sorted = difference > 0 || (scores[i - 1] === scores[i] && sign * docids.compare(i - 1, i) <= 0);
      }
    }
    if (sorted) return order;
    return order.sort((a, b) => {
      const x = scores[a]!;
      const y = scores[b]!;
      if (x > y) return -1;
      if (x < y) return 1;
      return sign * docids.compare(a, b);
    });
  }

  /** The documents, best first. */
  hits(options: RankingOptions = {}): Hit[] {
    return Array.from(this.ranking(options), (number) => ({
      docid: this.docids.docid(number),
      score: this.values[number]!,
    }));
  }
}

function grown(numbers: Float64Array): Float64Array {
  const larger = new Float64Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

function places(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => i + 1);
}

/** A run in memory: the retrieved documents of every topic. */
export class Run {
  /** By topic id, in the order of the file. */
  readonly topics: ReadonlyMap<string, RunTopic>;
  /** The run's name: the last column of the file's last line. */
  readonly tag: string;
  /** Lines of the file that begin with `#` and were skipped as comments. */
  readonly comments: number;

  constructor(topics: ReadonlyMap<string, RunTopic>, tag: string, comments = 0) {
    this.topics = topics;
    this.tag = tag;
    this.comments = comments;
  }

  /**
   * A run from hits.
   * A docid given twice for a topic keeps its first score.
   * @throws TseriniError INPUT for a score that is NaN
   */
  static from(entries: Iterable<readonly [topic: string, hits: Iterable<Hit>]>, tag = 'tserini'): Run {
    const topics = new Map<string, RunTopic>();
    for (const [topic, hits] of entries) {
      const into = topics.get(topic) ?? new RunTopic(topic);
      topics.set(topic, into);
      into.addHits(hits);
    }
    return new Run(topics, tag);
  }
}
