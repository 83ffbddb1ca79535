import { setImmediate } from 'node:timers/promises';
import type { CorpusRecord } from '../../corpus/record.js';
import { type CorpusOptions, readRecords } from '../../corpus/records.js';
import { throwIfStopped } from '../../util/abort.js';
import type { InputMeasure } from '../input-measure.js';
import { passagesOf, type SplitDocument, type SplitOptions } from '../passages.js';
import type { CorpusDocument } from '../splade-document-encoder.js';

/** The corpus, and what is encoded of it. */
interface SourceOptions extends CorpusOptions {
  readonly corpus: string;
  readonly encoderFields?: readonly string[] | undefined;
  readonly split?: SplitOptions | undefined;
}

/** What is encoded: the documents of a shard, or their passages. */
export interface Source {
  readonly records: number;
  /** @param skip records to leave out at the start */
  read(skip: number): AsyncGenerator<CorpusDocument>;
}

/** @param encoder measures the passages */
export async function openSource(
  options: SourceOptions,
  encoder: { measure(): Promise<InputMeasure> },
  { skip: first, take }: { skip: number; take: number },
): Promise<Source> {
  const { corpus, split, signal } = options;
  const documents = (skip: number) =>
    readDocuments(readRecords(corpus, { ...options, skip: first + skip, take: take - skip }), options);
  if (!split) return { records: take, read: documents };
  const measure = await encoder.measure();
  // Splitting takes a small part of the time of encoding, and is done again in place of storing passages.
  let records = 0;
  let bytes = 0;
  for await (const document of documents(0)) {
    records += passagesOf(document, split, measure).length;
    bytes += document.text.length;
    if (bytes > bytesPerTurn) {
      bytes = 0;
      await setImmediate();
      throwIfStopped(signal);
    }
  }
  const read = async function* (skip: number) {
    let passed = 0;
    for await (const document of documents(0)) {
      for (const passage of passagesOf(document, split, measure)) if (passed++ >= skip) yield passage;
    }
  };
  return { records, read };
}

/** Text that is split before signals get in. */
const bytesPerTurn = 1 << 16;

async function* readDocuments(
  records: AsyncIterable<CorpusRecord>,
  { fields: names = ['text'], encoderFields = ['text'] }: SourceOptions,
): AsyncGenerator<SplitDocument> {
  const withTitle = encoderFields.includes('title');
  for await (const { id, fields } of records) {
    const title = withTitle ? fields.get('title') : undefined;
    const joined = (values: Readonly<Record<string, string>>) =>
      names.map((name) => values[name] ?? fields.get(name) ?? '').join('\n');
    const contentsOf = (text: string, own: string) => joined(withTitle ? { text, title: own } : { text });
    yield { id, text: fields.get('text')!, title, contents: joined({}), contentsOf };
  }
}
