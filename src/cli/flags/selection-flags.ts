import type { FileShard } from '../../corpus/file-shard.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, OptionTable } from '../command.js';
import { given, text, wholeNumber } from '../values.js';

/** Flags that select the records of a collection to index. */
export const selectionFlags: OptionTable = {
  whitelist: { type: 'string', describe: 'File of the ids to index, one per line' },
  'shard.count': { type: 'number', describe: 'Number of parts that the files are divided into' },
  'shard.current': { type: 'number', describe: 'The part to index, from 0' },
};

/** @throws TseriniError `USAGE` */
export function readSelection(flags: Flags): { readonly whitelist?: string; readonly shard?: FileShard } {
  const count = wholeNumber(flags, 'shard.count');
  const current = wholeNumber(flags, 'shard.current', 0);
  if ((count === undefined) !== (current === undefined)) {
    throw new TseriniError('USAGE', '--shard.count and --shard.current go together');
  }
  return given({
    whitelist: text(flags, 'whitelist'),
    shard: count === undefined ? undefined : { count, current: current! },
  });
}
