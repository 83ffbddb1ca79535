import { TseriniError } from '../util/errors.js';

/**
 * The records of a shard of a corpus, as in Pyserini: contiguous parts of equal size, the last one with the remainder.
 * @param id from 0
 * @throws TseriniError `USAGE` if there is no such shard
 */
export function shardRange(records: number, id: number, shards: number): { skip: number; take: number } {
  if (!Number.isSafeInteger(shards) || shards < 1 || !Number.isSafeInteger(id) || id < 0 || id >= shards) {
    throw new TseriniError('USAGE', `no shard ${id} of ${shards}: shards are numbered from 0`, { value: id });
  }
  const size = Math.floor(records / shards);
  const skip = id * size;
  return { skip, take: id === shards - 1 ? records - skip : size };
}
