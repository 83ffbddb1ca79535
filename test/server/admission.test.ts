import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Admission } from '#tserini/server/admission.js';

it('admits requests in order within its limits and answers every one', async () => {
  const job = fc.record({ ticks: fc.nat(5), fails: fc.boolean(), leavesAfter: fc.option(fc.nat(8)) });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.nat(6),
      fc.array(job, { maxLength: 40 }),
      async (concurrency, queueLimit, jobs) => {
        const admission = new Admission(concurrency, queueLimit);
        const started: number[] = [];
        let most = 0;
        const tick = () => new Promise((resolve) => setImmediate(resolve));
        const ends = jobs.map(async ({ ticks, fails, leavesAfter }, i) => {
          const controller = new AbortController();
          const leaving = (async () => {
            for (let left = leavesAfter ?? 1000; left > 0 && leavesAfter !== null; left--) await tick();
            if (leavesAfter !== null) controller.abort(new Error('left'));
          })();
          const end = await admission
            .run(controller.signal, async () => {
              started.push(i);
              most = Math.max(most, admission.active);
              expect(admission.waiting).toBeLessThanOrEqual(queueLimit);
              for (let left = ticks; left > 0; left--) await tick();
              if (fails) throw new Error('failed');
            })
            .then(
              () => 'done',
              (error: Error) => error.message,
            );
          await leaving;
          return end;
        });
        const results = await Promise.all(ends);
        expect(most).toBeLessThanOrEqual(concurrency);
        expect([admission.active, admission.waiting]).toEqual([0, 0]);
        expect(started).toEqual([...started].sort((a, b) => a - b));
        const rejected = results.filter((result) => result.startsWith('too many')).length;
        expect(rejected).toBe(admission.rejected);
        for (const i of started) expect(['done', 'failed']).toContain(results[i]);
        for (const [i, result] of results.entries()) {
          if (!started.includes(i)) expect(result).toMatch(/^(too many|stopped: left)/);
        }
      },
    ),
  );
});

it('refuses at once while few are refused, and makes those wait who ask again and again', async () => {
  const admission = new Admission(1, 0);
  const { signal } = new AbortController();
  let end = () => {};
  const active = admission.run(signal, () => new Promise<void>((resolve) => (end = resolve)));
  const started = performance.now();
  await expect(admission.requireRoom()).rejects.toMatchObject({ status: 503 });
  // 500 a second.
  const refused = await Promise.allSettled(Array.from({ length: 100 }, () => admission.requireRoom()));
  expect(performance.now() - started).toBeGreaterThan(150);
  for (const { status } of refused) expect(status).toBe('rejected');
  const late = Array.from({ length: 100 }, () => admission.requireRoom());
  end();
  await active;
  // There is room before their turn to be refused has come.
  const admitted = (await Promise.allSettled(late)).filter(({ status }) => status === 'fulfilled');
  expect(admitted.length).toBeGreaterThan(0);
});

it('does not keep the process for refusals of clients that have left', async () => {
  const admission = new Admission(1, 0);
  const { signal } = new AbortController();
  let end = () => {};
  const active = admission.run(signal, () => new Promise<void>((resolve) => (end = resolve)));
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const refused = Array.from({ length: 50 }, () => admission.requireRoom());
  expect(timers()).toBe(before);
  await Promise.allSettled(refused);
  end();
  await active;
});

it('resumes what was admitted though the queue is full, and bounds the answers that are being read', async () => {
  const admission = new Admission(1, 0);
  const { signal } = new AbortController();
  let end = () => {};
  const active = admission.run(signal, () => new Promise<void>((resolve) => (end = resolve)));
  await expect(admission.run(signal, async () => {})).rejects.toMatchObject({ status: 503 });
  const resumed = admission.resume(signal, async () => 'done');
  end();
  await active;
  expect(await resumed).toBe('done');
  const streams = Array.from({ length: 256 }, () => admission.openStream());
  expect(() => admission.openStream()).toThrow(/too many/);
  streams.pop()![Symbol.dispose]();
  expect(admission.streams).toBe(255);
  admission.openStream();
});

it('lets no request wait behind the pieces of long answers', async () => {
  const admission = new Admission(4, 0);
  const { signal } = new AbortController();
  const ends: (() => void)[] = [];
  const untilEnd = () => new Promise<void>((resolve) => void ends.push(resolve));
  const pieces = Array.from({ length: 50 }, () =>
    admission.makePiece(new AbortController().signal, untilEnd),
  );
  expect(await admission.run(signal, async () => 'answer')).toBe('answer');
  // One place of its own; no piece is refused.
  expect([ends.length, admission.active, admission.waiting]).toEqual([1, 1, 0]);
  for (let i = 0; i < pieces.length; i++) {
    ends[i]!();
    await pieces[i];
  }
  expect(admission.active).toBe(0);
});
