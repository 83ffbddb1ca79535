import { TseriniError } from '../util/errors.js';

/** One of several parts of a collection. A part consists of whole files. */
export interface FileShard {
  /** The number of parts, from 1 up. */
  readonly count: number;
  /** The number of this part, from 0. */
  readonly current: number;
}

/**
 * The files of a part: those for which Java's hash of the path, modulo the number of parts, is the part's number.
 * Anserini uses Java's `%`, by which paths with a negative hash are in no part; here every file is in exactly one.
 * @throws TseriniError `USAGE` (a part out of range), `INPUT` (a part without a file)
 */
export function filesOfShard<T>(files: readonly T[], shard: FileShard, pathOf: (file: T) => string): T[] {
  const { count, current } = shard;
  if (!(Number.isInteger(count) && Number.isInteger(current) && current >= 0 && current < count)) {
    throw new TseriniError('USAGE', `shard ${current} of ${count}: shards are numbered from 0 to count - 1`, {
      value: shard,
    });
  }
  // The second modulo makes a negative remainder positive.
  const part = files.filter((file) => ((javaHash(pathOf(file)) % count) + count) % count === current);
  if (part.length === 0) {
    throw new TseriniError(
      'INPUT',
      `no file of the collection falls into shard ${current} of ${count} (files: ${files.length})`,
      { value: shard },
    );
  }
  return part;
}

/** `String.hashCode` of Java. */
function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}
