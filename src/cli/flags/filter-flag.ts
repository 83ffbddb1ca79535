import { parseFilter, type SearchFilter } from '../../search/filter.js';
import { readText } from '../../util/files/utf8.js';
import type { Flags, OptionTable } from '../command.js';
import { text } from '../values.js';

/** The flag of searches that finds only some documents. */
export const filterFlag: OptionTable = {
  filter: {
    type: 'string',
    describe: 'Find only documents that match: a filter as JSON, or @FILE (docs/filters.md)',
  },
};

/** @throws TseriniError `USAGE` if it is not JSON; `NOT_FOUND`, `IO` for its file */
export async function readFilter(flags: Flags): Promise<SearchFilter | undefined> {
  const given = text(flags, 'filter');
  if (given === undefined) return undefined;
  return parseFilter(given.startsWith('@') ? await readText('filter', given.slice(1)) : given);
}
