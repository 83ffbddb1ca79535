/**
 * p-values corrected for being several (Holm, A Simple Sequentially Rejective Multiple Test Procedure,
 * Scandinavian Journal of Statistics 6, 1979): with m of them, the smallest is multiplied by m, the next by m - 1
 * and so on; none may be below one before it, nor above 1. NaN stays NaN and does not count.
 * @returns in the order given
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()]
    .filter((index) => !Number.isNaN(pValues[index]))
    .sort((a, b) => pValues[a]! - pValues[b]!);
  const corrected = pValues.map(() => Number.NaN);
  let highest = 0;
  order.forEach((index, place) => {
    highest = Math.max(highest, Math.min(1, pValues[index]! * (order.length - place)));
    corrected[index] = highest;
  });
  return corrected;
}
