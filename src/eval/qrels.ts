import { DocidTable } from '../run/docid-table.js';
import { TseriniError } from '../util/errors.js';

/** Levels are counted in an array: this bounds it. trec_eval documents levels below 128. */
const highestLevel = 1_000_000;

/** What {@link isLevel} takes, for messages. */
export const levelRange = `a whole number up to ${highestLevel}`;

/** Whether a number can be a relevance level. */
export function isLevel(level: number): boolean {
  return Number.isInteger(level) && Math.abs(level) <= highestLevel;
}

/** The judgments of one topic: a relevance level for each judged document. */
export class TopicQrels {
  readonly docids = new DocidTable();
  private values = new Int32Array(16);

  /** Number of judged documents, those of negative relevance (pooled, not judged) included. */
  get size(): number {
    return this.docids.size;
  }

  /** Relevance levels in the order of addition. */
  get levels(): Int32Array {
    return this.values.subarray(0, this.size);
  }

  /** Adds a judgment, its docid given as bytes. False where it was there before: then nothing changes. */
  add(bytes: Uint8Array, start: number, end: number, level: number): boolean {
    const number = this.docids.add(bytes, start, end);
    if (number < 0) return false;
    if (number === this.values.length) {
      const values = new Int32Array(number * 2);
      values.set(this.values);
      this.values = values;
    }
    this.values[number] = level;
    return true;
  }

  /** The level of another table's docid, or `undefined` where it was not judged. */
  level(docids: DocidTable, number: number): number | undefined {
    const found = this.docids.find(docids, number);
    return found < 0 ? undefined : this.values[found]!;
  }
}

/** Relevance judgments: for each topic, the levels of its judged documents. */
export class Qrels {
  readonly format = 'qrels';
  readonly topics: ReadonlyMap<string, TopicQrels>;

  /** Lines of the file that begin with `#` and were skipped as comments. */
  readonly comments: number;

  /** @param topics by topic id, in the order of the file */
  constructor(topics: ReadonlyMap<string, TopicQrels>, comments = 0) {
    this.topics = topics;
    this.comments = comments;
  }

  /**
   * Qrels from plain records. A document judged twice for a topic keeps its first level.
   * @throws TseriniError INPUT for a level that is not a whole number up to a million
   */
  static from(
    entries: Iterable<readonly [topic: string, judgments: Readonly<Record<string, number>>]>,
  ): Qrels {
    const topics = new Map<string, TopicQrels>();
    for (const [topic, judgments] of entries) {
      const into = topics.get(topic) ?? new TopicQrels();
      topics.set(topic, into);
      for (const [docid, level] of Object.entries(judgments)) {
        if (!isLevel(level)) {
          throw new TseriniError(
            'INPUT',
            `the relevance of ${docid} in topic ${topic} is not ${levelRange}: ${level}`,
            {
              value: level,
            },
          );
        }
        const bytes = Buffer.from(docid);
        into.add(bytes, 0, bytes.length, level);
      }
    }
    return new Qrels(topics);
  }
}

/** Judgments of several users (-R qrels_jg): for each topic, qrels by judgment group. */
export class GroupedQrels {
  readonly format = 'qrels_jg';
  readonly topics: ReadonlyMap<string, ReadonlyMap<string, TopicQrels>>;

  /** Lines of the file that begin with `#` and were skipped as comments. */
  readonly comments: number;

  /** @param topics by topic id, then by the group's name */
  constructor(topics: ReadonlyMap<string, ReadonlyMap<string, TopicQrels>>, comments = 0) {
    this.topics = topics;
    this.comments = comments;
  }
}
