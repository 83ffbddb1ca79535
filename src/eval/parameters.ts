import { TseriniError } from '../util/errors.js';
import { formatFixed } from './format-number.js';

/**
 * What may follow a measure's name and a dot:
 *
 * - `none`: nothing
 * - `cutoffs`: whole numbers from 1; a value for each (`P_5`, `P_10`)
 * - `fractions`: numbers; a value for each (`iprec_at_recall_0.10`)
 * - `coefficients`: numbers in a fixed order; one value, named with them as typed (`utility_1,-1,0,0`)
 * - `pairs`: `name=number`; one value, named with them as typed (`ndcg_1=3,2=9`)
 */
export type ParameterForm =
  | { readonly form: 'none' }
  | { readonly form: 'cutoffs' | 'fractions'; readonly defaults: readonly number[] }
  | { readonly form: 'coefficients'; readonly defaults: readonly number[]; readonly exactly?: number }
  | { readonly form: 'pairs' };

export interface Parameters {
  /** Cutoffs and fractions ascending; coefficients in the order given. */
  readonly numbers: readonly number[];
  readonly pairs: ReadonlyMap<string, number>;
  /** Name of each value of the measure. */
  readonly names: readonly string[];
}

/** The cutoffs that most of trec_eval's measures have by default. */
export const standardCutoffs = [5, 10, 15, 20, 30, 100, 200, 500, 1000];

const noPairs: ReadonlyMap<string, number> = new Map();

/**
 * Parses what was typed after a measure's name and dot.
 * @param typed undefined for the defaults
 * @throws TseriniError USAGE
 */
export function parseParameters(measure: string, form: ParameterForm, typed?: string): Parameters {
  switch (form.form) {
    case 'none':
      return { numbers: [], pairs: noPairs, names: [measure] };
    case 'cutoffs': {
      const numbers = typed === undefined ? form.defaults : parseCutoffs(measure, typed);
      return { numbers, pairs: noPairs, names: numbers.map((cutoff) => `${measure}_${cutoff}`) };
    }
    case 'fractions': {
      const numbers =
        typed === undefined ? form.defaults : distinct(measure, parseNumbers(measure, typed).sort(ascending));
      const names = numbers.map((fraction) => `${measure}_${formatFixed(fraction, 2)}`);
      return { numbers, pairs: noPairs, names };
    }
    case 'coefficients': {
      const numbers = typed === undefined ? form.defaults : parseNumbers(measure, typed);
      if (form.exactly !== undefined && numbers.length !== form.exactly) {
        throw bad(measure, typed!, `${measure} takes ${form.exactly} numbers`);
      }
      return { numbers, pairs: noPairs, names: [valueName(measure, typed)] };
    }
    case 'pairs': {
      const pairs = typed === undefined ? noPairs : parsePairs(measure, typed);
      return { numbers: [], pairs, names: [valueName(measure, typed)] };
    }
  }
}

function valueName(measure: string, typed: string | undefined): string {
  return typed === undefined ? measure : `${measure}_${typed}`;
}

function ascending(a: number, b: number): number {
  return a - b;
}

function parseCutoffs(measure: string, typed: string): number[] {
  // trec_eval reads cutoffs with atol, which drops decimals.
  const cutoffs = parseNumbers(measure, typed).map(Math.trunc).sort(ascending);
  if (cutoffs[0]! < 1) throw bad(measure, typed, 'a cutoff is a whole number from 1');
  return distinct(measure, cutoffs);
}

function parseNumbers(measure: string, typed: string): number[] {
  return typed.split(',').map((part) => parseOne(measure, typed, part));
}

function parseOne(measure: string, typed: string, part: string): number {
  const number = part.trim() === '' ? Number.NaN : Number(part);
  if (!Number.isFinite(number)) throw bad(measure, typed, `not a number: ${part === '' ? "''" : part}`);
  return number;
}

function distinct(measure: string, sorted: number[]): number[] {
  const twice = sorted.find((number, i) => i > 0 && number === sorted[i - 1]);
  if (twice !== undefined) throw bad(measure, sorted.join(','), `${twice} is there twice`);
  return sorted;
}

function parsePairs(measure: string, typed: string): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const part of typed.split(',')) {
    const equals = part.indexOf('=');
    if (equals < 1) throw bad(measure, typed, 'pairs are written name=number, with commas between them');
    const name = part.slice(0, equals);
    const value = parseOne(measure, typed, part.slice(equals + 1));
    if (!pairs.has(name)) pairs.set(name, value);
  }
  return pairs;
}

function bad(measure: string, typed: string, why: string): TseriniError {
  return new TseriniError('USAGE', `bad parameters ${measure}.${typed}: ${why}`, { value: typed });
}
