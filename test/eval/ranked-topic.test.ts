import fc from 'fast-check';
import { evaluate, measures } from 'tserini';
import { describe, expect, it } from 'vitest';
import { qrelsOf, runOf, type TestTopic, testTopic } from './arbitraries.ts';

describe('a topic that the run lacks', () => {
  it('is with -c one with a document that the qrels lack, which -J and -M 0 leave out', () => {
    const given = fc.constantFrom({}, { judgedOnly: true }, { depth: 0 }, { depth: 1 });
    const alike = measures
      .filter((measure) => measure.input === 'ranked' && !measure.zeroWhenMissing)
      .map(({ name }) => name);
    fc.assert(
      fc.property(testTopic, testTopic, given, (there, missing, options) => {
        const stranger = { judgments: missing.judgments, hits: [{ docid: 'stranger', score: 1 }] };
        const lines = (topics: TestTopic[]) =>
          evaluate(qrelsOf([there, missing]), runOf(topics), alike, {
            ...options,
            complete: true,
          }).topicLines('t1');
        expect(lines([there])).toEqual(lines([there, stranger]));
      }),
    );
  });
});
