import type { DataFile } from '../../util/files/read-bytes.js';
import { lineText, readLines } from '../../util/files/read-lines.js';
import { type ReaderOptions, readyRecord, type SourceRecord } from './source-record.js';
import { Table } from './table.js';

/** Lines of cells with tabs between them, as MS MARCO's. A quote is a character like others. */
export async function* readTsv(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  let table: Table | undefined;
  for await (const line of readLines('corpus', file, { signal: options.signal })) {
    const place = `${file.name}:${line.number}`;
    const cells = lineText(file.name, line).split('\t');
    if (!table) {
      table = new Table(cells, place, options);
      if (table.hasHeader) continue;
    }
    yield readyRecord(place, table.values(cells, place));
  }
}
