/** Byte codes of the text formats read here. */
export const newline = 10;
export const hash = 35;

/** C's `isspace`, by which trec_eval splits columns: space, tab, newline, vertical tab, form feed, return. */
export function isSpace(byte: number): boolean {
  return byte <= 32 && (byte === 32 || (byte >= 9 && byte <= 13));
}

/** The text of a range of bytes (UTF-8). */
export function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** Whether a range of bytes holds the same bytes as `known`. */
export function sameBytes(known: Uint8Array, block: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) {
    if (known[i] !== block[start + i]) return false;
  }
  return true;
}

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const maxExact = 2 ** 53;

/**
 * Parses a decimal number, or gives NaN where the bytes are not wholly one.
 *
 * Up to 2^53 and 22 decimals, digits and power of ten are both exact in double precision, so that one
 * division rounds correctly (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
 * Everything else takes the slow path, which also knows exponents and infinities.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at++;
  let digits = 0;
  let count = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 48 && byte <= 57) {
      digits = digits * 10 + (byte - 48);
      count++;
      if (decimals >= 0) decimals++;
    } else if (byte === 46 && decimals < 0) decimals = 0;
    else return parseSlowly(text(bytes, start, end));
  }
  if (count === 0) return Number.NaN;
  if (digits > maxExact || decimals > 22) return parseSlowly(text(bytes, start, end));
  const value = decimals > 0 ? digits / powersOfTen[decimals]! : digits;
  return negative ? -value : value;
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const infinityPattern = /^([+-]?)inf(inity)?$/i;

function parseSlowly(written: string): number {
  if (numberPattern.test(written)) return Number(written);
  const infinity = infinityPattern.exec(written);
  if (!infinity) return Number.NaN;
  return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
