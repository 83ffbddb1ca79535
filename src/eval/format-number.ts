/** A difference with its sign, also where it is +. */
export function formatSigned(value: number, decimals = 4): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(decimals)}`;
}

/**
 * A number with fixed decimals, as C's printf writes it. `toFixed` rounds exact ties away from zero, where
 * printf rounds them to even: a reciprocal rank of 1/32 is 0.03125, and trec_eval prints 0.0312.
 */
export function formatFixed(value: number, decimals: number): string {
  // The sign is what 0 / 0 gives on x86-64, so it is what trec_eval prints there.
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  let digits = magnitude.toFixed(decimals);
  // A tie needs decimals + 1 binary places at most, and then decimals + 1 decimal places are exact.
  if (Number.isInteger(magnitude * 2 ** (decimals + 1))) {
    const exact = magnitude.toFixed(decimals + 1);
    const kept = exact.slice(0, -1);
    if (exact.endsWith('5') && '02468'.includes(kept.at(-1)!)) digits = kept;
  }
  return value < 0 || Object.is(value, -0) ? `-${digits}` : digits;
}
