/**
 * Compares by Unicode code point, as Python does, which is also the order of UTF-8 bytes, as C's `strcmp` has it.
 * JavaScript compares by UTF-16 unit, which differs above U+FFFF.
 */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      // Units of a surrogate pair sort below U+E000 to U+FFFF but stand for code points above them.
      return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    }
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
