import fc from 'fast-check';
import { Qrels, Run } from 'tserini';

/** Judgments and hits of a topic, by docid. */
export interface TestTopic {
  readonly judgments: Readonly<Record<string, number>>;
  readonly hits: readonly { readonly docid: string; readonly score: number }[];
}

const docid = fc.integer({ min: 0, max: 30 }).map((number) => `doc${number}`);

/** Few docids and scores, so that ties and hits in the judgments are common. */
export const testTopic: fc.Arbitrary<TestTopic> = fc.record({
  judgments: fc.dictionary(docid, fc.integer({ min: -1, max: 3 }), { minKeys: 1 }),
  hits: fc.uniqueArray(fc.record({ docid, score: fc.integer({ min: -5, max: 5 }) }), {
    selector: (hit) => hit.docid,
    minLength: 1,
    maxLength: 30,
  }),
});

export const testTopics = fc.array(testTopic, { minLength: 1, maxLength: 5 });

export function qrelsOf(topics: readonly TestTopic[]): Qrels {
  return Qrels.from(topics.map(({ judgments }, index) => [`t${index}`, judgments]));
}

export function runOf(topics: readonly TestTopic[]): Run {
  return Run.from(topics.map(({ hits }, index) => [`t${index}`, hits]));
}

/** Lines of a run file. */
export function runLines(topics: readonly TestTopic[]): string[] {
  return topics.flatMap(({ hits }, index) =>
    hits.map(({ docid: id, score }, rank) => `t${index} Q0 ${id} ${rank + 1} ${score} test`),
  );
}

/** A perfect run: all judged documents, the most relevant first. */
export function perfectRunOf(topics: readonly TestTopic[]): Run {
  return Run.from(
    topics.map(({ judgments }, index) => [
      `t${index}`,
      Object.entries(judgments).map(([id, level]) => ({ docid: id, score: level })),
    ]),
  );
}
