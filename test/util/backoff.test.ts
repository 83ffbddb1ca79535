import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, pause } from '#tserini/util/backoff.js';

describe('the pause before another try', () => {
  it('doubles up to the maximum, less up to half', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), chance, (attempt, value) => {
        const full = backoffMs(attempt, 250, 15_000, () => 0);
        const some = backoffMs(attempt, 250, 15_000, () => value);
        expect(some).toBeLessThanOrEqual(full);
        expect(some).toBeGreaterThanOrEqual(full / 2);
        const next = backoffMs(attempt + 1, 250, 15_000, () => 0);
        expect(next === 2 * full || next === backoffMs(60, 250, 15_000, () => 0)).toBe(true);
      }),
    );
  });

  it('ends when the signal is aborted, with the reason', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => abort.abort(reason), 10);
    await expect(pause(60_000, abort.signal)).rejects.toMatchObject({ code: 'INTERRUPTED', cause: reason });
  });
});
