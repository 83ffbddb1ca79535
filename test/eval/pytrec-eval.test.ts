import { readFileSync } from 'node:fs';
import { evaluate, Qrels, Run } from 'tserini';
import { describe, expect, it } from 'vitest';

interface Reference {
  readonly measures: readonly string[];
  readonly qrels: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly cases: readonly {
    readonly name: string;
    readonly run: Readonly<Record<string, Readonly<Record<string, number>>>>;
    /** By topic and measure; null is not a number. */
    readonly values: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  }[];
}

// Made by pytrec_eval_reference.py beside it.
const reference: Reference = JSON.parse(
  readFileSync(new URL('pytrec-eval-reference.json', import.meta.url), 'utf8'),
);
const qrels = Qrels.from(Object.entries(reference.qrels));

describe.each(reference.cases)('pytrec_eval on $name', ({ run, values }) => {
  const hits = (scores: Readonly<Record<string, number>>) =>
    Object.entries(scores).map(([docid, score]) => ({ docid, score }));
  const ours = evaluate(
    qrels,
    Run.from(Object.entries(run).map(([topic, scores]) => [topic, hits(scores)])),
    reference.measures,
    { compat: '9.0.4' },
  );

  it('evaluates the same topics', () => {
    expect(ours.topics).toEqual(Object.keys(values).sort());
  });

  it('gives the same values for each topic, and their mean', () => {
    const topics = Object.values(values);
    for (const [topic, expected] of Object.entries(values)) {
      const found = ours.topic(topic)!;
      for (const [name, value] of Object.entries(expected)) {
        // Of these there is a value for all topics together only.
        if (name === 'num_q') expect(ours.get(name)).toBe(topics.length);
        else if (name.startsWith('gm_')) {
          const logs = topics.reduce((sum, topic) => sum + topic[name]!, 0);
          expect(ours.get(name)).toBeCloseTo(Math.exp(logs / topics.length), 12);
        } else {
          expect(found.get(name), `${name} of ${topic}`).toSatisfy((number: number) =>
            value === null ? Number.isNaN(number) : Math.abs(number - value) < 1e-12,
          );
        }
      }
    }
    const mean = topics.reduce((sum, topic) => sum + topic.map!, 0) / topics.length;
    expect(ours.get('map')).toBeCloseTo(mean, 12);
  });
});
