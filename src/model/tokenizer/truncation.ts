export type Pair<T> = readonly [T, T];

/**
 * Cuts two token sequences to a common limit, the longer one first, as Hugging Face's tokenizers do with
 * `longest_first`: a short one stays whole where the other can make the room, else each gets half, the
 * odd token going to the longer one.
 */
export function truncatePair<T>(pair: Pair<readonly T[]>, limit: number): Pair<readonly T[]> {
  const [first, second] = pair;
  if (first.length + second.length <= limit) return pair;
  const short = Math.min(first.length, second.length);
  const half = Math.floor(limit / 2);
  const [shortKept, longKept] = short <= half ? [short, limit - short] : [half, limit - half];
  const firstIsShort = first.length <= second.length;
  return [
    first.slice(0, firstIsShort ? shortKept : longKept),
    second.slice(0, firstIsShort ? longKept : shortKept),
  ];
}
