import fc from 'fast-check';
import { evaluate, formatEvaluation, measures, Run } from 'tserini';
import { describe, expect, it } from 'vitest';
import { perfectRunOf, qrelsOf, runOf, type TestTopic, testTopics } from './arbitraries.ts';

const ranked = measures.filter(({ input }) => input === 'ranked' || input === 'text' || input === 'run');
const names = ranked.map(({ name }) => name);
const cutoffs = [1, 2, 3, 5, 10, 100];

/** Measures whose help says that they may leave 0 to 1. */
const unbounded = new Set(['utility', 'yaap', 'dcg', 'ideal_dcg', 'gm_map', 'gm_bpref']);
const isCount = (name: string) => name.startsWith('num_');

function relevantIn({ judgments }: TestTopic): string[] {
  return Object.keys(judgments).filter((docid) => judgments[docid]! >= 1);
}

describe('every measure', () => {
  it('does not depend on the order of the lines', () => {
    fc.assert(
      fc.property(testTopics, fc.nat(), (topics, turn) => {
        const turned = topics.map(({ judgments, hits }) => ({
          judgments: Object.fromEntries(Object.entries(judgments).reverse()),
          hits: [...hits.slice(turn % hits.length), ...hits.slice(0, turn % hits.length)],
        }));
        const print = (some: readonly TestTopic[]) =>
          formatEvaluation(evaluate(qrelsOf(some), runOf(some), names, { complete: true }), {
            perTopic: true,
          });
        expect(print(turned)).toBe(print(topics));
      }),
    );
  });

  it('is between 0 and 1 where its help does not say otherwise, and a count is a whole number', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), names);
        for (const topic of evaluation.topics) {
          for (const { name, value } of evaluation.topicLines(topic)) {
            if (typeof value === 'string') continue;
            const measure = name.replace(/_[\d.]+$/, '');
            if (isCount(name)) expect(Number.isInteger(value) && value >= 0).toBe(true);
            else if (!unbounded.has(measure)) {
              // A negative gain of an unjudged level cannot occur with these qrels; rounding can.
              expect(value, name).toBeGreaterThanOrEqual(0);
              expect(value, name).toBeLessThanOrEqual(1 + 1e-9);
            }
          }
        }
      }),
    );
  });

  it('has a name of its own and says what it is', () => {
    expect(new Set(measures.map(({ name }) => name)).size).toBe(measures.length);
    for (const { help } of measures) expect(help.length).toBeGreaterThan(20);
  });
});

describe('identities', () => {
  it('P_k times k is the number of relevant documents among the first k', () => {
    fc.assert(
      fc.property(testTopics, fc.constantFrom(...cutoffs), (topics, k) => {
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), [
          `P.${k}`,
          `recall.${k}`,
          `success.${k}`,
        ]);
        topics.forEach((topic, index) => {
          const id = `t${index}`;
          const relevant = new Set(relevantIn(topic));
          const top = runOf(topics).topics.get(id)!.hits().slice(0, k);
          const found = top.filter(({ docid }) => relevant.has(docid)).length;
          expect(evaluation.get(`P_${k}`, id)! * k).toBeCloseTo(found, 9);
          expect(evaluation.get(`recall_${k}`, id)! * relevant.size).toBeCloseTo(
            relevant.size ? found : 0,
            9,
          );
          expect(evaluation.get(`success_${k}`, id)).toBe(found > 0 ? 1 : 0);
        });
      }),
    );
  });

  it('a perfect run has 1 in map, Rprec, bpref, recip_rank and every ndcg, where anything is relevant', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const perfect = [
          'map',
          'Rprec',
          'bpref',
          'recip_rank',
          'ndcg',
          'ndcg_cut.1,5,1000',
          'ndcg_rel',
          'Rndcg',
          'G',
        ];
        const evaluation = evaluate(qrelsOf(topics), perfectRunOf(topics), perfect);
        topics.forEach((topic, index) => {
          if (relevantIn(topic).length === 0) return;
          for (const { name, value } of evaluation.topicLines(`t${index}`))
            expect(value, name).toBeCloseTo(1, 9);
        });
      }),
    );
  });

  it('a run with all documents that were judged not relevant first has 0 in bpref', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const worst = topics.map(({ judgments }) => ({
          judgments,
          hits: Object.entries(judgments).map(([docid, level]) => ({ docid, score: -level })),
        }));
        const evaluation = evaluate(qrelsOf(worst), runOf(worst), ['bpref']);
        topics.forEach((topic, index) => {
          if (!Object.values(topic.judgments).includes(0)) return;
          expect(evaluation.get('bpref', `t${index}`)).toBe(0);
        });
      }),
    );
  });

  it('a perfect run has 1 in ndcg for any gains that grow with the level', () => {
    const gains = fc.tuple(...[1, 2, 3].map(() => fc.double({ min: 0.01, max: 2, noNaN: true })));
    fc.assert(
      fc.property(testTopics, gains, (topics, [a, b, c]) => {
        const pairs = `1=${a},2=${a! + b!},3=${a! + b! + c!}`;
        // The order of the pairs has no meaning either.
        for (const typed of [pairs, pairs.split(',').reverse().join(',')]) {
          const evaluation = evaluate(qrelsOf(topics), perfectRunOf(topics), [`ndcg.${typed}`]);
          topics.forEach((topic, index) => {
            if (relevantIn(topic).length === 0) return;
            expect(evaluation.get(`ndcg_${typed}`, `t${index}`)).toBeCloseTo(1, 9);
          });
        }
      }),
    );
  });

  it('cutoffs deeper than the run give what the whole run gives', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const asked = [
          'map',
          'map_cut.1000',
          'ndcg',
          'ndcg_cut.1000',
          'recall.1000',
          'set_recall',
          'dcg',
          'ideal_dcg',
        ];
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), asked);
        for (const topic of evaluation.topics) {
          const value = (name: string) => evaluation.get(name, topic)!;
          expect(value('map_cut_1000')).toBeCloseTo(value('map'), 12);
          expect(value('ndcg_cut_1000')).toBeCloseTo(value('ndcg'), 12);
          expect(value('recall_1000')).toBeCloseTo(value('set_recall'), 12);
          expect(value('dcg')).toBeCloseTo(value('ndcg') * value('ideal_dcg'), 12);
        }
      }),
    );
  });

  it('-M k gives what a run cut at k gives', () => {
    fc.assert(
      fc.property(testTopics, fc.constantFrom(...cutoffs), (topics, k) => {
        const run = runOf(topics);
        const cut = Run.from(
          [...run.topics.values()].map((topic) => [topic.topic, topic.hits().slice(0, k)]),
        );
        const print = (some: Run, depth?: number) =>
          formatEvaluation(evaluate(qrelsOf(topics), some, names, depth === undefined ? {} : { depth }), {
            perTopic: true,
          }).replace(/^runid.*$/m, '');
        expect(print(run, k)).toBe(print(cut));
      }),
    );
  });

  it('-J gives what a run without the documents that are not judged gives', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const judged = topics.map(({ judgments, hits }) => ({
          judgments,
          hits: hits.filter(({ docid }) => (judgments[docid] ?? -1) >= 0),
        }));
        if (judged.some(({ hits }) => hits.length === 0)) return;
        const print = (some: readonly TestTopic[], judgedOnly: boolean) =>
          formatEvaluation(evaluate(qrelsOf(topics), runOf(some), names, { judgedOnly }), { perTopic: true });
        expect(print(topics, true)).toBe(print(judged, false));
      }),
    );
  });

  it('the summary is the mean of the topics, their sum for counts, and with -c over all topics of the qrels', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const part = Run.from([['t0', topics[0]!.hits]]);
        const asked = ['map', 'ndcg_cut.5', 'num_rel_ret', 'num_q'];
        const some = evaluate(qrelsOf(topics), part, asked);
        const all = evaluate(qrelsOf(topics), part, asked, { complete: true });
        expect(all.get('num_q')).toBe(topics.length);
        expect(some.get('num_q')).toBe(1);
        expect(all.get('map')).toBeCloseTo(some.get('map')! / topics.length, 12);
        expect(all.get('num_rel_ret')).toBe(some.get('num_rel_ret'));
        expect(all.topics.length).toBe(topics.length);
      }),
    );
  });

  it('utility counts relevant and other documents, retrieved and not, and -N says how many there are', () => {
    const weights = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -9, max: 9 })));
    fc.assert(
      fc.property(testTopics, weights, (topics, typed) => {
        const [a, b, c, d] = typed as [number, number, number, number];
        const documents = 100;
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), [`utility.${typed}`], { documents });
        topics.forEach((topic, index) => {
          const relevant = new Set(relevantIn(topic));
          const found = topic.hits.filter(({ docid }) => relevant.has(docid)).length;
          const missed = relevant.size - found;
          const others = topic.hits.length - found;
          expect(evaluation.get(`utility_${typed}`, `t${index}`)).toBe(
            a * found + b * others + c * missed + d * (documents - found - missed - others),
          );
        });
      }),
    );
  });

  it('yaap is the log odds of the sum of precisions, which map has over R', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), ['map', 'yaap']);
        topics.forEach((topic, index) => {
          const R = relevantIn(topic).length;
          const sum = evaluation.get('map', `t${index}`)! * R;
          const odds = Math.exp(evaluation.get('yaap', `t${index}`)!);
          expect(odds * (1 + R - sum)).toBeCloseTo(1 + sum, 9);
        });
      }),
    );
  });

  it('with -J and nothing judged among the hits, sets are empty and their measures 0', () => {
    const topic = { judgments: { a: 1 }, hits: [{ docid: 'x', score: 1 }] };
    const sets = ['set_P', 'set_map', 'set_relative_P', 'set_recall', 'num_ret'];
    const found = evaluate(qrelsOf([topic]), runOf([topic]), sets, { judgedOnly: true });
    expect(sets.map((name) => found.get(name, 't0'))).toEqual([0, 0, 0, 0, 0]);
  });

  it('relstring has a digit for levels up to 9 and > above', () => {
    const topic = {
      judgments: { a: 8, b: 9, c: 10 },
      hits: ['a', 'b', 'c'].map((docid, rank) => ({ docid, score: -rank })),
    };
    const found = evaluate(qrelsOf([topic]), runOf([topic]), ['relstring']);
    expect(found.topic('t0')!.get('relstring')).toBe("'89>'");
  });

  it('geometric means are those of the topics, none below 0.00001', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), ['map', 'gm_map']);
        const logs = [...evaluation.perTopic('map')!].map((value) => Math.log(Math.max(value, 1e-5)));
        const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
        expect(evaluation.get('gm_map')).toBeCloseTo(Math.exp(mean), 12);
      }),
    );
  });

  it('rank-biased precision with p near 0 is the gain of the first document', () => {
    fc.assert(
      fc.property(testTopics, (topics) => {
        const evaluation = evaluate(qrelsOf(topics), runOf(topics), ['rbp.p=0.000000001,2=1,3=1', 'P.1']);
        for (const topic of evaluation.topics) {
          expect(evaluation.get('rbp_p=0.000000001,2=1,3=1', topic)).toBeCloseTo(
            evaluation.get('P_1', topic)!,
            6,
          );
        }
      }),
    );
  });

  it('rank-biased precision brings gains that leave 0 to 1 into it, the lowest and 0 to 0, the highest and 0 to 1', () => {
    const quarters = fc.integer({ min: -12, max: 12 }).map((n) => n / 4);
    fc.assert(
      fc.property(testTopics, fc.tuple(quarters, quarters, quarters, quarters), (topics, gains) => {
        const [low, high] = [Math.min(0, ...gains), Math.max(0, ...gains)];
        fc.pre(low < 0 || high > 1);
        const typed = (of: (gain: number) => number) =>
          `rbp.p=0.8,${gains.map((gain, level) => `${level}=${of(gain)}`).join(',')}`;
        const valuesOf = (measure: string) => {
          const evaluation = evaluate(qrelsOf(topics), runOf(topics), [measure]);
          return evaluation.topics.map((topic) => evaluation.topicLines(topic)[0]!.value as number);
        };
        const scaled = valuesOf(typed((gain) => (gain - low) / (high - low)));
        valuesOf(typed((gain) => gain)).forEach((value, i) => {
          expect(value).toBeCloseTo(scaled[i]!, 9);
        });
      }),
    );
  });

  it('its residual is what it rises by where all without a judgment, and all after the end, are of the highest gain', () => {
    const asked = ['rbp.p=0.7,1=1,2=1,3=1', 'rbp_resid.p=0.7'];
    fc.assert(
      fc.property(testTopics, (topics) => {
        const unjudged = ({ judgments, hits }: TestTopic) =>
          hits.filter(({ docid }) => (judgments[docid] ?? -1) < 0).map(({ docid }) => [docid, 1] as const);
        const best = topics.map((topic) => ({
          ...topic,
          judgments: { ...topic.judgments, ...Object.fromEntries(unjudged(topic)) },
        }));
        const [rbp, residual] = asked.map((name) => name.replace('.', '_')) as [string, string];
        const now = evaluate(qrelsOf(topics), runOf(topics), asked);
        const then = evaluate(qrelsOf(best), runOf(best), asked);
        topics.forEach((topic, i) => {
          const rise = then.get(rbp, `t${i}`)! + 0.7 ** topic.hits.length - now.get(rbp, `t${i}`)!;
          const expected = unjudged(topic).length > 0 ? rise : 0;
          expect(now.get(residual, `t${i}`)).toBeCloseTo(expected, 9);
        });
      }),
    );
  });
});

describe('recall levels', () => {
  it('are reached by rounding in 10.0, and by adding 0.9 and dropping the fraction in 9.0.4', () => {
    // 0.4 of three documents are 1 in the one and 2 in the other.
    const topic = {
      judgments: { a: 1, b: 1, c: 1 },
      hits: ['a', 'x', 'y', 'b', 'c'].map((docid, rank) => ({ docid, score: -rank })),
    };
    const precision = (compat: '10.0' | '9.0.4') =>
      evaluate(qrelsOf([topic]), runOf([topic]), ['iprec_at_recall.0.4'], { compat }).get(
        'iprec_at_recall_0.40',
      );
    expect(precision('10.0')).toBe(1);
    expect(precision('9.0.4')).toBe(3 / 5);
  });
});

describe('scores in single precision', () => {
  it('tie where they differ in the ninth digit, and docids order them', () => {
    const topics = [
      {
        judgments: { a: 1, b: 0 },
        hits: [
          { docid: 'a', score: 0.02000000002 },
          { docid: 'b', score: 0.02000000001 },
        ],
      },
    ];
    const rank = (compat: '10.0' | '9.0.4') =>
      1 / evaluate(qrelsOf(topics), runOf(topics), ['recip_rank'], { compat }).get('recip_rank')!;
    expect(rank('10.0')).toBe(1);
    expect(rank('9.0.4')).toBe(2);
  });
});
