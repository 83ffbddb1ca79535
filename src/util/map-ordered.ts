/**
 * Maps with several calls at a time and yields the results in the order of the inputs.
 * @param concurrency how many calls are under way at once, from 1 up
 */
export async function* mapOrdered<T, R>(
  inputs: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  map: (input: T) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  try {
    for await (const input of inputs) {
      const ready = pending.length === concurrency ? [await pending.shift()!] : [];
      const result = map(input);
      // It may fail while one before it is awaited: that is reported when its turn comes.
      result.catch(() => {});
      pending.push(result);
      // Only now, so that as many calls as may are under way while the caller works on this one.
      yield* ready;
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    // Where the loop ends early, nothing that is still under way outlives it.
    await Promise.allSettled(pending);
  }
}
