import { DocidTable } from '../../run/docid-table.js';

/** One line: in a user's judgment (group), in one of its partial orders (subgroup), a document has a level. */
export interface PreferenceJudgment {
  readonly group: string;
  readonly subgroup: string;
  /** Number of the document in {@link TopicPreferences.docids}. */
  readonly document: number;
  /** Documents of a higher level are preferred to those of a lower one. 0 means not relevant. */
  readonly level: number;
}

/** The preferences of one topic. */
export class TopicPreferences {
  /** Each judged document once. */
  readonly docids = new DocidTable();
  readonly judgments: PreferenceJudgment[] = [];

  /** Adds a judgment, its docid given as bytes. */
  add(group: string, subgroup: string, bytes: Uint8Array, start: number, end: number, level: number): void {
    const added = this.docids.add(bytes, start, end);
    this.judgments.push({ group, subgroup, document: added < 0 ? ~added : added, level });
  }
}

/** Preferences between documents (-R prefs, -R qrels_prefs). */
export class Preferences {
  readonly format: 'prefs' | 'qrels_prefs';
  readonly topics: ReadonlyMap<string, TopicPreferences>;

  /** Lines of the file that begin with `#` and were skipped as comments. */
  readonly comments: number;

  constructor(format: 'prefs' | 'qrels_prefs', topics: ReadonlyMap<string, TopicPreferences>, comments = 0) {
    this.format = format;
    this.topics = topics;
    this.comments = comments;
  }
}
