import fc from 'fast-check';
import { evaluate, Preferences, Run } from 'tserini';
import { describe, expect, it } from 'vitest';
import { TopicPreferences } from '#tserini/eval/preferences/preferences.js';

/** A judged document: which of a user's two subgroups have it, and its level in both. */
interface Judged {
  readonly docid: string;
  readonly level: number;
  readonly subgroups: readonly string[];
}

const subgroups = fc.constantFrom(['s'], ['t'], ['s', 't']);
const relevant = fc.array(fc.record({ level: fc.integer({ min: 1, max: 3 }), subgroups }), {
  minLength: 1,
  maxLength: 4,
});
const others = fc.array(fc.record({ level: fc.constant(0), subgroups }), { minLength: 1, maxLength: 8 });

/** One topic's preferences, of several users. */
function ofUsers(topic: string, users: readonly (readonly Judged[])[]): [string, TopicPreferences] {
  const preferences = new TopicPreferences();
  users.forEach((judged, user) => {
    for (const { docid, level, subgroups: names } of judged) {
      const bytes = Buffer.from(docid);
      for (const name of names) preferences.add(`user${user}`, name, bytes, 0, bytes.length, level);
    }
  });
  return [topic, preferences];
}

const docids = Array.from({ length: 8 }, (_, i) => `d${i}`);
const someone = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...docids), { minLength: 2 }), fc.infiniteStream(fc.nat()))
  .map(([judged, numbers]) =>
    judged.map((docid): Judged => {
      const [level, among] = [numbers.next().value as number, numbers.next().value as number];
      return { docid, level: level % 4, subgroups: [['s'], ['t'], ['s', 't']][among % 3]! };
    }),
  );
const ranking = fc.uniqueArray(fc.constantFrom(...docids, 'x'), { minLength: 1 });
const hitsOf = (ranked: readonly string[]) => ranked.map((docid, rank) => ({ docid, score: -rank }));

describe('preferences of several users', () => {
  const names = [
    'prefs_avgjg',
    'prefs_avgjg_ret',
    'prefs_avgjg_imp',
    'prefs_avgjg_Rnonrel',
    'prefs_avgjg_Rnonrel_ret',
  ];

  it('are averaged over the users, whichever documents the others judged', () => {
    fc.assert(
      fc.property(someone, someone, ranking, (first, second, ranked) => {
        const run = Run.from([['q', hitsOf(ranked)]]);
        const values = (...users: Judged[][]) => {
          const found = evaluate(new Preferences('prefs', new Map([ofUsers('q', users)])), run, names);
          return names.map((name) => found.get(name)!);
        };
        const [both, one, other] = [values(first, second), values(first), values(second)];
        both.forEach((value, i) => {
          // A user without any preference has no value of the balanced measures.
          if (one[i] !== 0 && other[i] !== 0) expect(value).toBeCloseTo((one[i]! + other[i]!) / 2, 12);
        });
      }),
    );
  });

  it('see a topic that the run lacks, and one cut off, as they see the hits that are left', () => {
    fc.assert(
      fc.property(someone, ranking, fc.nat({ max: 4 }), (judged, ranked, depth) => {
        const judgments = new Preferences('prefs', new Map([ofUsers('q', [judged]), ofUsers('r', [judged])]));
        const lines = (hits: string[], options: object) =>
          evaluate(
            judgments,
            Run.from([['q', hitsOf(['x'])], ...(hits.length > 0 ? [['r', hitsOf(hits)] as const] : [])]),
            ['all_prefs'],
            options,
          ).topicLines('r');
        expect(lines(ranked, { depth })).toEqual(lines([...ranked.slice(0, depth), 'none'], {}));
        expect(lines([], { complete: true })).toEqual(lines(['none'], {}));
      }),
    );
  });
});

describe('preferences in partial orders, balanced', () => {
  it('are those among the relevant documents and as many others, the first by rank and then by docid', () => {
    const names = ['prefs_avgjg_Rnonrel', 'prefs_avgjg_Rnonrel_ret'];
    fc.assert(
      fc.property(relevant, others, fc.infiniteStream(fc.nat()), (some, rest, keys) => {
        const judged = [...some, ...rest].map((document, i): Judged => ({ docid: `d${i}`, ...document }));
        const isPartial = (part: readonly Judged[]) =>
          ['s', 't'].every((name) => part.some((document) => document.subgroups.includes(name)));
        fc.pre(isPartial(judged));
        // About half are retrieved, in any order.
        const hits = judged
          .map(({ docid }) => ({ docid, score: keys.next().value as number }))
          .filter(({ score }) => score % 2 === 0);
        const run = Run.from([['q', [...hits, { docid: 'unjudged', score: -1 }]]]);
        const ranked = run.topics
          .get('q')!
          .hits()
          .map(({ docid }) => docid);
        const place = ({ docid }: Judged) => ranked.indexOf(docid) + 1 || ranked.length + 1;
        const isOther = ({ level }: Judged) => level === 0;
        const first = judged
          .filter(isOther)
          .sort((a, b) => place(a) - place(b) || (a.docid < b.docid ? -1 : 1))
          .slice(0, some.length);
        const kept = judged.filter((document) => !isOther(document) || first.includes(document));
        // Without the others, one subgroup may be left, whose levels are counted as classes.
        fc.pre(isPartial(kept));
        const isRetrieved = ({ docid }: Judged) => ranked.includes(docid);
        const retrieved = judged.filter(isRetrieved);
        // With fewer others than relevant ones, preferences are added instead.
        const surplus = [judged, retrieved].map(
          (part) => part.filter((document) => !isOther(document)).length - part.filter(isOther).length,
        );
        const values = (part: readonly Judged[]) => {
          const found = evaluate(new Preferences('prefs', new Map([ofUsers('q', [part])])), run, names);
          return names.map((name) => found.get(name)!);
        };
        const [all, reduced] = [values(judged), values(kept)];
        surplus.forEach((more, i) => {
          if (more < 0) expect(all[i]).toBeCloseTo(reduced[i]!, 12);
        });
      }),
      { numRuns: 300 },
    );
  });
});
