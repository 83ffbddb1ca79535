/**
 * Random 32-bit numbers, the same for the same seed: xoshiro128** (Blackman and Vigna, Scrambled Linear
 * Pseudorandom Number Generators, ACM TOMS 47(4), 2021), its state filled by splitmix32.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param seed a whole number */
  constructor(seed: number) {
    let state = seed | 0;
    const split = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = state ^ (state >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.a = split();
    this.b = split();
    this.c = split();
    this.d = split();
  }

  /** 32 random bits, as a signed number. */
  bits(): number {
    const product = Math.imul(this.b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A whole number from 0 up to but not including `end`, each as likely up to 2^-32 (Lemire's multiplication). */
  below(end: number): number {
    return Math.floor(((this.bits() >>> 0) * end) / 2 ** 32);
  }
}
