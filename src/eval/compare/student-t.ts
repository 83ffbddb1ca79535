/**
 * Probability that Student's t with `degrees` degrees of freedom is at least as far from 0 as `t`, either way.
 * It is the regularized incomplete beta function I_x(degrees / 2, 1 / 2) at x = degrees / (degrees + t^2)
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 and 26.5.27).
 */
export function twoSidedTail(t: number, degrees: number): number {
  const ratio = (t * t) / degrees;
  // Both x and 1 - x without the loss of digits near 1, and without a quotient of two infinities.
  return incompleteBeta(degrees / 2, 0.5, 1 / (1 + ratio), 1 / (1 + 1 / ratio));
}

/** Regularized incomplete beta function at x, with y = 1 - x. */
function incompleteBeta(a: number, b: number, x: number, y: number): number {
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  // The continued fraction converges fast on this side only, and no denominator comes near 0; the other is 1 minus it.
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, y)) / b;
}

/** Continued fraction of the incomplete beta function (26.5.8), by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Logarithm of the gamma function for x >= 0.5 (Lanczos, SIAM Journal on Numerical Analysis 1, 1964; g = 7). */
function logGamma(x: number): number {
  const z = x - 1;
  let sum = lanczos[0]!;
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (z + i);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
