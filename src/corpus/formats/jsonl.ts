import type { DataFile } from '../../util/files/read-bytes.js';
import { lineText, readLines } from '../../util/files/read-lines.js';
import { type ParsedRecord, parseObject, type RecordValues } from '../record.js';
import type { ReaderOptions, SourceRecord } from './source-record.js';

/** A JSON object on each line. */
export async function* readJsonl(
  file: DataFile,
  { signal }: ReaderOptions,
  rename: (record: ParsedRecord) => RecordValues = ({ values }) => values,
): AsyncGenerator<SourceRecord> {
  for await (const line of readLines('corpus', file, { signal })) {
    const parse = () => {
      const record = parseObject(lineText(file.name, line), `${file.name}:${line.number}`);
      return { ...record, values: rename(record) };
    };
    yield { bytes: line.bytes, parse };
  }
}
