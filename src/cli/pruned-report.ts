import { stat } from 'node:fs/promises';
import { collectionFiles } from '../corpus/collection-files.js';
import type { PruneVectorsResult } from '../exchange/prune-vectors.js';
import type { Io } from './command.js';
import { grouped } from './values.js';

/** What is left of a number, for the last column of the report. */
export const share = (before: number, after: number) =>
  before === 0 ? '' : `${((100 * after) / before).toFixed(1)} %`;

/** The first rows of the report: what the vectors had, and have. */
export function countRows({ before, after }: PruneVectorsResult): string[][] {
  const row = (name: string, was: number, is: number, decimals = 0) => {
    const shown = [was, is].map((value) => (decimals > 0 ? value.toFixed(decimals) : grouped(value)));
    return [name, ...shown, share(was, is)];
  };
  const mean = ({ postings, documents }: { postings: number; documents: number }) =>
    postings / (documents || 1);
  return [
    ['', 'before', 'after', 'left'],
    row('documents', before.documents - before.empty, after.documents - after.empty),
    row('tokens', before.tokens, after.tokens),
    row('postings', before.postings, after.postings),
    row('postings of a document', mean(before), mean(after), 1),
  ];
}

/** Warns of documents that lost everything, and of tokens of the mask that may be misspelled. */
export function warnOfRest({ before, after, unknownTokens }: PruneVectorsResult, io: Io): void {
  const emptied = after.empty - before.empty;
  if (emptied > 0) io.log(`warning: documents of which nothing is left: ${grouped(emptied)}`);
  if (unknownTokens.length > 0) {
    const some = unknownTokens.slice(0, 3).map((token) => JSON.stringify(token));
    io.log(
      `warning: tokens of --mask-tokens that no document has: ${grouped(unknownTokens.length)}, such as ${some.join(', ')}`,
    );
  }
}

/** The row of the sizes of two collections of vectors; none where one is compressed and the other is not. */
export async function sizeRow(before: string, after: string): Promise<string[][]> {
  const files = before.endsWith('.npz') ? [] : await collectionFiles(before);
  const isGzipped = (path: string) => path.endsWith('.gz');
  if (files.length === 0 || files.some(({ path }) => isGzipped(path) !== isGzipped(after))) return [];
  const sizes = [files.reduce((sum, { size }) => sum + size, 0), (await stat(after)).size] as const;
  return [['bytes of the vectors', ...sizes.map(grouped), share(...sizes)]];
}
