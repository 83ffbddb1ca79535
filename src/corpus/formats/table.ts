import { idFields, type RecordValues, recordError } from '../record.js';
import type { ReaderOptions } from './source-record.js';

/** The columns of a table by name. */
export class Table {
  readonly names: readonly string[];
  /** Whether the first row is one of names. */
  readonly hasHeader: boolean;

  /**
   * The columns that the caller names, else those of the first row if one of them is that of the id, else id and text
   * where there are two columns, as in MS MARCO's `collection.tsv`.
   * @param place of the first row, for messages
   * @throws TseriniError `INPUT` where the columns have no names, or a required one is missing
   */
  constructor(first: readonly string[], place: string, options: ReaderOptions) {
    const { columns, required = [] } = options;
    const ids = options.docidField === undefined ? idFields : [options.docidField];
    this.hasHeader = columns === undefined && first.some((name) => ids.includes(name.trim()));
    if (columns) this.names = columns;
    else if (this.hasHeader) this.names = first.map((name) => name.trim());
    else if (first.length === 2 && options.docidField === undefined && !isName(first[1]!))
      this.names = ['id', 'text'];
    else throw noNames(first, place, ids);
    const { names } = this;
    const double = names.find((name, i) => names.indexOf(name) < i);
    if (double !== undefined) throw recordError(place, `two columns have the name ${double}`, double);
    if (names.includes('contents')) return;
    const absent = required.find((name) => !names.includes(name));
    if (absent === undefined) return;
    throw recordError(place, `no column ${absent} (columns: ${names.join(', ')})`, absent);
  }

  /** @throws TseriniError `INPUT`, with the place, where cells are missing or too many */
  values(cells: readonly string[], place: string): RecordValues {
    const { names } = this;
    if (cells.length < names.length) {
      const missing = names.slice(cells.length).join(', ');
      throw recordError(
        place,
        `no column ${missing}: ${counted(cells.length)}, not ${names.length}`,
        missing,
      );
    }
    if (cells.length > names.length) {
      const expected = `${names.length} (${names.join(', ')})`;
      throw recordError(place, `${counted(cells.length)}, expected ${expected}`, cells.length);
    }
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  }
}

/** Whether a cell of a first line looks like a name of a column, not like a text. */
const isName = (cell: string) =>
  /^(text|contents?|title|passage|body|document|doc|abstract|query)$/i.test(cell.trim());

const counted = (cells: number) => (cells === 1 ? '1 column' : `${cells} columns`);

function noNames(first: readonly string[], place: string, ids: readonly string[]) {
  const shown = first.map((name) => (name.length > 30 ? `${name.slice(0, 30)}…` : name)).join(' | ');
  const what = `the first line names no column of the id (${ids.join(', ')}): ${shown}`;
  return recordError(
    place,
    `${what}; name the columns with --columns, or the id's with --docid-field`,
    first,
  );
}
