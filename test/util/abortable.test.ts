import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { abortable } from '#tserini/util/abortable.js';

// vitest fails a file with an unhandled rejection.

it.each(['before', 'after'])('handles work that fails late, aborted %s the call', async (when) => {
  const controller = new AbortController();
  const reason = new Error('stop');
  if (when === 'before') controller.abort(reason);
  const work = nextTurn().then(() => {
    throw new Error('late');
  });
  const waiting = abortable(work, controller.signal);
  const rejection = expect(waiting).rejects.toBe(reason);
  if (when === 'after') controller.abort(reason);
  await rejection;
  await nextTurn();
  await nextTurn();
});
