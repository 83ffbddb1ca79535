import { TseriniError } from '../util/errors.js';
import type { Flags } from './command.js';

/** A flag that must be a whole number within bounds; undefined if it was not given. */
export function wholeNumber(flags: Flags, name: string, least = 1, most = 2 ** 31 - 1): number | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  if (!(Number.isInteger(value) && (value as number) >= least && (value as number) <= most)) {
    const bound = Number.isFinite(least) ? ` from ${least} up` : '';
    throw new TseriniError('USAGE', `--${name} must be a whole number${bound}, not ${value}`, { value });
  }
  return value as number;
}

/** A flag as text; undefined if it was not given. */
export function text(flags: Flags, name: string): string | undefined {
  return flags[name] === undefined ? undefined : String(flags[name]);
}

/** The entries that are not undefined: what optional properties take. */
export function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** 1234567 as `1,234,567`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
