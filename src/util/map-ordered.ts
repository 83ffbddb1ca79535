import { pMapIterable } from 'p-map';

/**
 * Maps with several calls at a time and yields the results in the order of the inputs. An error, of a call or of the
 * inputs, is thrown after the results before it. If the loop ends early, the inputs are closed, and running calls are
 * waited for: nothing outlives the loop.
 * @param concurrency how many calls run at once, from 1 up
 * @param ahead how many inputs are read ahead of the caller, from the concurrency up: with more, calls go on while the
 *   caller is busy with a result, or one call takes longer than those after it
 */
export async function* mapOrdered<T, R>(
  inputs: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  map: (input: T) => Promise<R>,
  ahead = concurrency,
): AsyncGenerator<R> {
  const running = new Set<Promise<unknown>>();
  const tracked = (input: T): Promise<R> => {
    const call = map(input);
    const ended = () => running.delete(call);
    running.add(call);
    call.then(ended, ended);
    return call;
  };
  try {
    yield* pMapIterable(inputs, tracked, { concurrency, backpressure: ahead }) as AsyncIterable<R>;
  } finally {
    await Promise.allSettled(running);
  }
}

/** Collects items into arrays of a size; the last may be shorter. */
export async function* inGroups<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
