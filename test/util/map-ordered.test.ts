import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inGroups, mapOrdered } from '#tserini/util/map-ordered.js';

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

it('yields results in the order of the inputs, with the given number of calls at a time', async () => {
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

it('throws an error after the results before it, even if it came earlier than they did', async () => {
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

it('starts the next call before it yields a result', async () => {
  const started: number[] = [];
  const results = mapOrdered([1, 2, 3], 2, async (input) => {
    started.push(input);
    return input;
  });
  expect(await results.next()).toEqual({ done: false, value: 1 });
  expect(started).toEqual([1, 2, 3]);
  await results.return(undefined);
});

it('goes on behind a slow call, as far ahead as it may', async () => {
  const started: number[] = [];
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const map = async (input: number) => {
    started.push(input);
    if (input === 1) await slow;
    return input;
  };
  const results = mapOrdered([1, 2, 3, 4, 5, 6], 2, map, 4);
  const first = results.next();
  await sleep(10);
  expect(started).toEqual([1, 2, 3, 4]);
  release();
  expect(await first).toEqual({ done: false, value: 1 });
  await results.return(undefined);
});

it('closes the inputs and waits for running calls if the loop ends early', async () => {
  let isClosed = false;
  let running = 0;
  async function* inputs() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      isClosed = true;
    }
  }
  const results = mapOrdered(inputs(), 3, async (input) => {
    running++;
    await sleep(input * 10);
    running--;
    return input;
  });
  for await (const result of results) if (result === 1) break;
  expect(isClosed).toBe(true);
  expect(running).toBe(0);
});

it('yields the results before an error of the inputs, then throws it', async () => {
  async function* inputs() {
    yield 1;
    yield 2;
    throw new Error('cut short');
  }
  const given: number[] = [];
  const reading = async () => {
    for await (const result of mapOrdered(inputs(), 4, async (input) => {
      await sleep(10);
      return input;
    })) {
      given.push(result);
    }
  };
  await expect(reading()).rejects.toThrow('cut short');
  expect(given).toEqual([1, 2]);
});

it('groups all items in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), async (items, size) => {
      const groups = await collect(inGroups(items, size));
      expect(groups.flat()).toEqual(items);
      expect(groups.every((group, i) => group.length === size || i === groups.length - 1)).toBe(true);
    }),
  );
});
