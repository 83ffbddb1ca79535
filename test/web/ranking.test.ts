import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesOf, leaving, summary } from '../../src/web/ranking.ts';

const ranking = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 });

test('a change has the place before and after', () => {
  fc.assert(
    fc.property(ranking, ranking, (now, before) => {
      const changes = changesOf(now, before);
      now.forEach((docid, i) => {
        const change = changes.get(docid)!;
        const by = change.kind === 'up' ? change.by : change.kind === 'down' ? -change.by : 0;
        if (change.kind === 'new') expect(before).not.toContain(docid);
        else expect(before[i + by]).toBe(docid);
      });
    }),
  );
});

test('the documents that leave are those only in the ranking before', () => {
  fc.assert(
    fc.property(ranking, ranking, fc.integer({ min: 1, max: 8 }), (now, before, hits) => {
      const left = leaving(now, before, hits);
      const rest = before.slice(0, hits).filter((docid) => !left.includes(docid));
      expect(left.every((docid) => !now.slice(0, hits).includes(docid))).toBe(true);
      expect(rest.every((docid) => now.slice(0, hits).includes(docid))).toBe(true);
    }),
  );
});

test('summarizes the changes of the first hits in one line', () => {
  expect(summary(['a', 'b'], ['a', 'b'], 2)).toBe('the ranking is the same');
  expect(summary(['b', 'a'], ['a', 'b'], 2)).toBe('1 rose, 1 fell');
  expect(summary(['a', 'c', 'b'], ['a', 'b', 'c'], 2)).toBe('1 left, 1 entered');
  expect(summary([], ['a'], 2)).toBe('1 left');
});
