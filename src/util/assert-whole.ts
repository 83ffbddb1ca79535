import { TseriniError } from './errors.js';

/** @throws TseriniError `USAGE` unless the value is a whole number from 1 to the largest Java int */
export function assertWhole(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value < 2 ** 31)) {
    throw new TseriniError('USAGE', `${name} must be a whole number from 1 up, not ${value}`, { value });
  }
}
