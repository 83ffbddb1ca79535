import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfStopped } from './abort.js';

/** Milliseconds of calculation after which the event loop gets a turn: signals and timers wait no longer than this. */
const longestTurn = 50;

/**
 * Does a long calculation so that the event loop turns in between.
 * @param steps yields where it may be interrupted
 * @throws TseriniError as {@link throwIfStopped}, and what the calculation throws
 */
export async function inTurns<T>(steps: Generator<void, T>, signal?: AbortSignal): Promise<T> {
  throwIfStopped(signal);
  for (let since = performance.now(); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < longestTurn) continue;
    await nextTurn();
    throwIfStopped(signal);
    since = performance.now();
  }
}

/** Does a calculation without interruption. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Gives each turn of the event loop to one of those that wait, first in, first out. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  next(): Promise<void> {
    this.#last = this.#last.then(() => nextTurn());
    return this.#last;
  }
}
