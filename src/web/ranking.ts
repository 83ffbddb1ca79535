/** How a document's rank in one ranking compares with its rank in another. */
export type Change =
  | { readonly kind: 'same' }
  | { readonly kind: 'up' | 'down'; readonly by: number }
  | { readonly kind: 'new' };

/** Compares a ranking with the previous one. `now` and `before` are docids, best first. */
export function changesOf(now: readonly string[], before: readonly string[]): Map<string, Change> {
  const places = new Map(before.map((docid, i) => [docid, i]));
  return new Map(
    now.map((docid, i): [string, Change] => {
      const place = places.get(docid);
      if (place === undefined) return [docid, { kind: 'new' }];
      if (place === i) return [docid, { kind: 'same' }];
      return [docid, { kind: place > i ? 'up' : 'down', by: Math.abs(place - i) }];
    }),
  );
}

/** The docids among the first `hits` of `before` that are not among the first `hits` of `now`. */
export function leaving(now: readonly string[], before: readonly string[], hits: number): string[] {
  const kept = new Set(now.slice(0, hits));
  return before.slice(0, hits).filter((docid) => !kept.has(docid));
}

/** One line on how pruning changed the first hits. */
export function summary(now: readonly string[], before: readonly string[], hits: number): string {
  const left = leaving(now, before, hits).length;
  const entered = leaving(before, now, hits).length;
  const places = new Map(before.slice(0, hits).map((docid, i) => [docid, i]));
  const shown = now.slice(0, hits);
  const rose = shown.filter((docid, i) => (places.get(docid) ?? -1) > i).length;
  const fell = shown.filter((docid, i) => (places.get(docid) ?? i) < i).length;
  const parts = [
    [rose, 'rose'],
    [fell, 'fell'],
    [left, 'left'],
    [entered, 'entered'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? 'the ranking is the same' : said.join(', ');
}
