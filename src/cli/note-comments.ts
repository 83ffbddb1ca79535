import type { Io } from './command.js';
import { grouped } from './values.js';

/** Says how many lines of runs and judgments were skipped: their topics may be called so. */
export function noteComments(io: Io, ...files: readonly { readonly comments: number }[]): void {
  const count = files.reduce((sum, { comments }) => sum + comments, 0);
  if (count > 0) io.log(`lines that begin with # and were skipped as comments: ${grouped(count)}`);
}
