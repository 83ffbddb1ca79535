/**
 * A number as Python's `repr` writes it: with `.0` if it is whole, and with an exponent below 0.0001 and from 1e16. Both
 * languages write the shortest digits that identify the number.
 */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  const written = Object.is(value, -0) ? '-0' : String(value);
  return written.includes('.') ? written : `${written}.0`;
}
