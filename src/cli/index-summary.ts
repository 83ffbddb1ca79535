import type { Io } from './command.js';
import { grouped } from './values.js';

/** What an index does not hold as the collection has it. */
interface Losses {
  readonly fractionalWeights: number;
  readonly droppedTokens: number;
  readonly spacedIds: number;
  readonly spacedId: string | undefined;
}

/** Warns of what an index does not hold, and of ids that no run can hold: one line each. */
export function warnOfLosses(io: Io, summary: Losses): void {
  const { fractionalWeights, droppedTokens, spacedIds, spacedId } = summary;
  if (fractionalWeights > 0) {
    io.log(`warning: the fraction of ${grouped(fractionalWeights)} weights was cut off`);
  }
  if (droppedTokens > 0) {
    io.log(`warning: tokens left out, of a weight between 0 and 1 or white space: ${grouped(droppedTokens)}`);
  }
  if (spacedIds > 0) {
    const example = JSON.stringify(spacedId);
    io.log(
      `warning: ids with white space, such as ${example}, which TREC's and MS MARCO's runs cannot hold: ${grouped(spacedIds)}`,
    );
  }
}

/** Warns of requested fields that no document has: their names may be misspelled. */
export function warnOfAbsentFields(
  io: Io,
  { absentFields }: { readonly absentFields: readonly string[] },
): void {
  for (const name of absentFields) io.log(`warning: no document has the field ${name}`);
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
