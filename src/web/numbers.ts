const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A weight or a score, without decimals if it is (nearly) an integer, as with quantized vectors. */
export function number(value: number): string {
  return Math.abs(value - Math.round(value)) < 1e-3 ? whole.format(value) : fine.format(value);
}

const fused = new Intl.NumberFormat('en', { minimumFractionDigits: 4, maximumFractionDigits: 4 });

/** A score of fused ranks, which is at most 1 / 30. */
export function fusedNumber(value: number): string {
  return fused.format(value);
}

/** A share from 0 to 1 in percent; small shares are not shown as 0. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return '<1 %';
  return `${Math.round(share * 100)} %`;
}

/** `1 term`, `2 terms`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
