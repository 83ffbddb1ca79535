import type { DataFile } from '../../util/files/read-bytes.js';
import { longestLine } from '../../util/files/read-lines.js';
import { recordError } from '../record.js';
import { htmlText } from './html-text.js';
import type { ReaderOptions, SourceRecord } from './source-record.js';
import { readTextLines } from './text-lines.js';

/** The tags whose text Anserini's TrecCollection indexes, where they begin a line. */
const tags = ['TEXT', 'HEADLINE', 'TITLE', 'HL', 'HEAD', 'TTL', 'DD', 'DATE', 'LP', 'LEADPARA'];
const docnoStart = '<DOCNO>';
const docnoEnd = '</DOCNO>';

/**
 * TREC's documents: `<DOC>` and `<DOCNO>` at the start of lines, or `<DOC id="…">`, to `</DOC>`. The text is that of the
 * elements that Anserini's TrecCollection takes, as HTML. An element that is not closed ends with its document.
 * @throws TseriniError `INPUT`, with file and line, where `<DOCNO>` or `</DOC>` is missing, which Anserini reads over
 */
export async function* readTrec(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  let document: TrecDocument | undefined;
  let number = 0;
  for await (const line of readTextLines(file, options.signal)) {
    number++;
    const text = javaTrim(line);
    if (text.startsWith('<DOC>') || text.startsWith('<DOC ')) {
      if (document) throw document.unclosed(`${file.name}:${number}`);
      document = new TrecDocument(text, `${file.name}:${number}`);
    } else if (document?.add(text)) {
      yield document.record();
      document = undefined;
    }
  }
  if (document) throw document.unclosed(`${file.name}:${number}`);
}

class TrecDocument {
  /** Of its first line. */
  readonly #place: string;
  /** The id and what follows it, to be cut at its end tag. */
  #text = '';
  /** The tag that is open. */
  #open: string | undefined;

  constructor(first: string, place: string) {
    this.#place = place;
    const id = /.*id="([^"]+)"/.exec(first)?.[1];
    if (id !== undefined) this.#text = `${docnoStart}${id}${docnoEnd}`;
  }

  /** Adds a line after the first. @returns whether it is the last */
  add(line: string): boolean {
    if (!this.#text.includes(docnoEnd, 0)) return this.#addToId(line);
    if (line.startsWith('<')) {
      if (this.#open === undefined) this.#open = tags.find((tag) => line.startsWith(`<${tag}>`));
      else if (line.startsWith(`</${this.#open}>`)) {
        this.#push(line);
        this.#open = undefined;
      }
    }
    if (this.#open !== undefined) {
      this.#push(line);
      if (line.endsWith(`</${this.#open}>`)) this.#open = undefined;
    }
    return line.startsWith('</DOC>');
  }

  #addToId(line: string): boolean {
    if (line.startsWith('</DOC>'))
      throw recordError(
        this.#place,
        this.#text === '' ? 'no line of the document begins with <DOCNO>' : 'no </DOCNO>',
      );
    if (this.#text !== '' || line.startsWith(docnoStart)) this.#push(line);
    return false;
  }

  #push(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length > longestLine) {
      throw recordError(this.#place, `a document of more than ${longestLine} characters`);
    }
  }

  unclosed(place: string) {
    return recordError(this.#place, `a document without </DOC>, up to ${place}`);
  }

  record(): SourceRecord {
    const end = this.#text.indexOf(docnoEnd);
    const id = javaTrim(this.#text.slice(docnoStart.length, end));
    const raw = javaTrim(this.#text.slice(end + docnoEnd.length));
    const place = this.#place;
    return {
      bytes: this.#text,
      parse: () => ({ values: { id, text: htmlText(raw) }, place }),
    };
  }
}

/** Without blanks and control characters around it. */
function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}
