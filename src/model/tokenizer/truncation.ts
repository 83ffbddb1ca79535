export type Pair<T> = readonly [T, T];

/**
 * Truncates two token sequences to a common limit, the longer one first, as Hugging Face's tokenizers do with
 * `longest_first`: the shorter one stays complete if it fits into half of the limit; otherwise each gets half, and the
 * longer one the odd token.
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
