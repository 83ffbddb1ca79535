import { closest, distance } from 'fastest-levenshtein';

/** `, did you mean X?` if one of the names is similar enough, else an empty string. */
export function didYouMean(given: string, names: readonly string[], show = (name: string) => name): string {
  if (names.length === 0) return '';
  const best = closest(given, names);
  return distance(given, best) <= Math.max(2, best.length / 3) ? `, did you mean ${show(best)}?` : '';
}
