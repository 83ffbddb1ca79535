import type { Io } from './command.js';
import { grouped } from './values.js';

/** Warns of weights whose fraction was cut off. */
export function warnOfFractions(io: Io, { fractionalWeights }: { readonly fractionalWeights: number }): void {
  if (fractionalWeights > 0) {
    io.log(`warning: the fraction of ${grouped(fractionalWeights)} weights was cut off`);
  }
}

/** What an indexing did with the records of a collection. */
interface Counts {
  readonly indexed: number;
  readonly empty: number;
  readonly skipped: number;
}

/**
 * Prints the rows of Anserini's summary. Unindexable documents and errors end an indexing here, so that these two
 * stay 0.
 */
export async function printCounts(io: Io, { indexed, empty, skipped }: Counts): Promise<void> {
  const rows = Object.entries({ indexed, unindexable: 0, empty, skipped, errors: 0 });
  await io.out(rows.map(([name, n]) => `${`${name}:`.padEnd(13)}${grouped(n).padStart(12)}\n`).join(''));
}
