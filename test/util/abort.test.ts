import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { abortable, onAbort, stopError, throwIfStopped } from '#tserini/util/abort.js';
import { TseriniError } from '#tserini/util/errors.js';

it('makes the same error of every stop, unless the reason is a TseriniError', () => {
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  expect(stopError(signal)).toMatchObject({
    code: 'INTERRUPTED',
    message: 'stopped: enough',
    cause: reason,
  });
  expect(stopError(AbortSignal.abort('later'))).toMatchObject({ message: 'stopped: later', cause: 'later' });
  const known = new TseriniError('INTERRUPTED', 'stopped by SIGINT');
  expect(stopError(AbortSignal.abort(known))).toBe(known);
  expect(stopError(AbortSignal.abort(known), 'half of it is done')).toMatchObject({
    code: 'INTERRUPTED',
    message: 'half of it is done',
    cause: known,
  });
  expect(() => throwIfStopped(signal)).toThrow('stopped: enough');
  throwIfStopped(undefined);
  throwIfStopped(new AbortController().signal);
});

it('calls once, at once for an aborted signal, and not after disposal', () => {
  const stop = vi.fn();
  onAbort(AbortSignal.abort(), stop);
  expect(stop).toHaveBeenCalledTimes(1);
  const controller = new AbortController();
  onAbort(controller.signal, stop);
  onAbort(controller.signal, () => stop('never'))[Symbol.dispose]();
  controller.abort();
  expect(stop).toHaveBeenCalledTimes(2);
  onAbort(undefined, stop)[Symbol.dispose]();
});

it('waits for work until the signal is aborted, and ignores its later result', async () => {
  const controller = new AbortController();
  expect(await abortable(Promise.resolve(1), controller.signal)).toBe(1);
  await expect(abortable(Promise.reject(new Error('own')), controller.signal)).rejects.toThrow('own');
  // Rejects later: an unhandled rejection would fail the test run.
  const late = sleep(20).then(() => {
    throw new Error('late');
  });
  const waiting = abortable(late, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await expect(abortable(late, controller.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await sleep(30);
});
