import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mapOrdered } from '#tserini/util/map-ordered.js';

async function collect<T>(results: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

it('gives results in the order of the inputs, with so many calls at a time', async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(delays, fc.integer({ min: 1, max: 5 }), async (inputs, concurrency) => {
      let running = 0;
      let most = 0;
      const results = mapOrdered(inputs.entries(), concurrency, async ([i, delay]) => {
        most = Math.max(most, ++running);
        await sleep(delay);
        running--;
        return i;
      });
      expect(await collect(results)).toEqual([...inputs.keys()]);
      expect(most).toBeLessThanOrEqual(concurrency);
    }),
    { numRuns: 40 },
  );
});

it('tells of a failure in its turn, also where it came while an earlier call was waited for', async () => {
  // An unhandled rejection would end the process, and fails the test run.
  const given: number[] = [];
  const failing = async () => {
    for await (const result of mapOrdered([1, 2, 3], 2, async (input) => {
      if (input === 2) throw new Error('second');
      await sleep(30);
      return input;
    })) {
      given.push(result);
    }
  };
  await expect(failing()).rejects.toThrow('second');
  expect(given).toEqual([1]);
});

it('starts the next call before it gives a result', async () => {
  const started: number[] = [];
  const results = mapOrdered([1, 2, 3], 2, async (input) => {
    started.push(input);
    return input;
  });
  expect(await results.next()).toEqual({ done: false, value: 1 });
  expect(started).toEqual([1, 2, 3]);
  await results.return(undefined);
});
