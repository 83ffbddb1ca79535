import fc from 'fast-check';
import { evaluate } from 'tserini';
import { describe, expect, it } from 'vitest';
import { qrelsOf, runOf, testTopic } from '../arbitraries.ts';

describe('Rndcg', () => {
  it('is the mean of ndcg_cut where the levels of the best ranking change, and of ndcg at an end more than one beyond', () => {
    fc.assert(
      fc.property(testTopic, (topic) => {
        const levels = Object.values(topic.judgments).filter((level) => level > 0);
        fc.pre(levels.length > 0);
        const best = levels.sort((a, b) => b - a);
        const changes = [...best.keys()].map((i) => i + 1).filter((rank) => best[rank] !== best[rank - 1]);
        const asked = ['Rndcg', 'ndcg', `ndcg_cut.${changes}`];
        const found = evaluate(qrelsOf([topic]), runOf([topic]), asked);
        const points = changes.map((rank) => found.get(`ndcg_cut_${rank}`)!);
        if (topic.hits.length > best.length + 1) points.push(found.get('ndcg')!);
        const mean = points.reduce((sum, point) => sum + point, 0) / points.length;
        expect(found.get('Rndcg')).toBeCloseTo(mean, 12);
      }),
    );
  });
});
