import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Lifetime } from '#tserini/util/lifetime.js';

test('closing waits for the work under way, whether it succeeds or fails, and frees once', async () => {
  const order: string[] = [];
  const lifetime = new Lifetime('searcher', 'index/a', async () => void order.push('freed'));
  const done = lifetime.whileOpen(async () => {
    await wait(20);
    order.push('done');
    return 7;
  });
  const failed = lifetime.whileOpen(async () => {
    await wait(30);
    order.push('failed');
    throw new RangeError('of its own');
  });
  const closing = [lifetime.close(), lifetime.close()];
  await expect(done).resolves.toBe(7);
  await expect(failed).rejects.toThrow(RangeError);
  await Promise.all(closing);
  expect(order).toEqual(['done', 'failed', 'freed']);
});

test('takes no work from the moment it is being closed', async () => {
  const lifetime = new Lifetime('reader', 'index/b', async () => {});
  lifetime.requireOpen();
  const closing = lifetime.close();
  const refusal = { code: 'CLOSED', message: 'this reader was closed: index/b', value: 'index/b' };
  expect(() => lifetime.requireOpen()).toThrow(expect.objectContaining(refusal));
  let started = false;
  const late = lifetime.whileOpen(async () => {
    started = true;
  });
  await expect(late).rejects.toMatchObject(refusal);
  expect(started).toBe(false);
  await closing;
});

test('closing says where freeing failed', async () => {
  const lifetime = new Lifetime('searcher', 'index/c', () => Promise.reject(new Error('the disk is gone')));
  await expect(lifetime.close()).rejects.toThrow('the disk is gone');
});
