/**
 * Groups texts of similar length, so that a group that is padded to its longest text has little padding.
 * @param lengths of the texts, in tokens
 * @param size texts per group, at most
 * @returns the texts' indices, group by group, the longest texts first
 */
export function groupByLength(lengths: readonly number[], size: number): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) =>
    order.slice(i * size, (i + 1) * size),
  );
}

/** Texts padded to the longest of them, as [batch, sequence]. */
export interface PaddedTexts {
  readonly shape: readonly [number, number];
  readonly ids: Int32Array;
  /** 1 for a token, 0 for padding. */
  readonly mask: Int32Array;
}

/** Pads texts at their ends, with the id 0. */
export function padTexts(texts: readonly Int32Array[]): PaddedTexts {
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  const ids = new Int32Array(texts.length * longest);
  const mask = new Int32Array(ids.length);
  for (const [i, text] of texts.entries()) {
    ids.set(text, i * longest);
    mask.fill(1, i * longest, i * longest + text.length);
  }
  return { shape: [texts.length, longest], ids, mask };
}
