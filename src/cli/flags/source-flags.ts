import type { SourceOptions } from '../../corpus/formats/source-record.js';
import type { Flags, OptionTable } from '../command.js';
import { given, text } from '../values.js';

/** Flags that say how the tables of a corpus are read. */
export const tableFlags: OptionTable = {
  columns: {
    type: 'string',
    array: true,
    describe: 'Names of the columns of a .tsv or .csv without a line of names (default for two: id text)',
  },
  separator: { type: 'string', describe: 'Character between the columns of CSV (default: a comma)' },
};

/** Reads {@link tableFlags}. */
export function readTableFlags(flags: Flags): Pick<SourceOptions, 'columns' | 'separator'> {
  return given({
    columns: flags.columns as string[] | undefined,
    separator: text(flags, 'separator')?.replace(/^\\t$/, '\t'),
  });
}
