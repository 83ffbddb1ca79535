import { expect, it } from 'vitest';
import { atOnce, inTurns, Turns } from '#tserini/util/turns.js';

function* counting(steps: number, milliseconds: number): Generator<void, number> {
  for (let i = 0; i < steps; i++) {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
    yield;
  }
  return steps;
}

it('calculates the same with turns of the event loop and without', async () => {
  expect(await inTurns(counting(20, 0))).toBe(20);
  expect(atOnce(counting(20, 0))).toBe(20);
});

it('lets timers and signals in', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  let done = 0;
  function* endless(): Generator<void, void> {
    for (const _ of counting(10_000, 10)) {
      done++;
      yield;
    }
  }
  await expect(inTurns(endless(), controller.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(done).toBeLessThan(1000);
});

it('gives a turn of the event loop to one at a time, in order', async () => {
  const turns = new Turns();
  const inTurn: number[][] = [];
  let current: number[] = [];
  let isOver = false;
  const count = () => {
    inTurn.push(current);
    current = [];
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 20 }, (_, i) => turns.next().then(() => void current.push(i))));
  isOver = true;
  await turns.next();
  expect(inTurn.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(Math.max(...inTurn.map((those) => those.length))).toBe(1);
});
