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
      if (pending.length === concurrency) yield await pending.shift()!;
      pending.push(map(input));
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    // Where the loop ends early, what is still under way must not become an unhandled rejection.
    await Promise.allSettled(pending);
  }
}
