import { posix, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { extract } from 'tar-stream';
import { TseriniError } from '../../util/errors.js';
import { type DataFile, readBytes } from '../../util/files/read-bytes.js';
import { longestLine } from '../../util/files/read-lines.js';
import { htmlText } from './html-text.js';
import type { ReaderOptions, SourceRecord } from './source-record.js';
import { readTextLines } from './text-lines.js';

/**
 * One document per file, or per file of a `.tar.gz` or `.tgz`, whose id is the name of the file without `.html`. The text
 * is that of Anserini's HtmlCollection.
 */
export async function* readHtml(file: DataFile, options: ReaderOptions): AsyncGenerator<SourceRecord> {
  if (!/\.(tar\.gz|tgz|tar)$/.test(file.name)) {
    yield await document(file.name, file, options);
    return;
  }
  const entries = extract();
  let failed: unknown;
  pipeline(readBytes('corpus', file, { signal: options.signal }), entries, (error) => {
    failed = error ?? undefined;
  });
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      const inside: DataFile = { name: `${file.name}/${name}`, open: () => entry as unknown as Readable };
      if (type === 'file') yield await document(name, inside, options);
      else entry.resume();
    }
  } catch (error) {
    throw explain(failed ?? error, file.name);
  } finally {
    entries.destroy();
  }
}

/** An archive that ends early fails as a stream does, without an error of the file system. */
function explain(error: unknown, name: string): unknown {
  const { code, cause = error } = error as TseriniError;
  if (error instanceof TseriniError && (code !== 'IO' || (cause as NodeJS.ErrnoException).syscall))
    return error;
  const what = `damaged archive, copy or download it again: ${(cause as Error).message} (${name})`;
  return new TseriniError('INPUT', what, { value: name, cause });
}

async function document(name: string, file: DataFile, { signal }: ReaderOptions): Promise<SourceRecord> {
  let html = '';
  for await (const line of readTextLines(file, signal)) {
    html += `${line}\n`;
    if (html.length > longestLine) {
      throw new TseriniError('INPUT', `${file.name}: more than ${longestLine} characters: is this HTML?`, {
        value: file.name,
      });
    }
  }
  const id = posix
    .basename(name.replaceAll(sep, '/'))
    .replace(/\.gz$/, '')
    .replace(/\.html$/, '');
  return {
    bytes: `${id}\n${html}`,
    parse: () => ({ values: { id, text: htmlText(html) }, place: `${file.name}:1` }),
  };
}
