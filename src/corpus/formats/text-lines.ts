import { TseriniError } from '../../util/errors.js';
import { type DataFile, readBytes } from '../../util/files/read-bytes.js';
import { longestLine } from '../../util/files/read-lines.js';

/**
 * The lines of a text file, blank ones too, without their ends. What is not UTF-8 becomes U+FFFD, as in Java's readers:
 * TREC's collections are older than UTF-8.
 * @throws TseriniError as {@link readBytes}; `INPUT` where a line is too long
 */
export async function* readTextLines(file: DataFile, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest: string[] = [];
  let size = 0;
  for await (const chunk of readBytes('corpus', file, { signal })) {
    const text = decoder.decode(chunk, { stream: true });
    size += text.length;
    // A return at the end may yet get its newline.
    if (/\n|\r./s.test(text) || rest.at(-1)?.endsWith('\r')) {
      const lines = (rest.join('') + text).split(/\r\n|\n|\r(?!$)/);
      const last = lines.pop()!;
      rest = [last];
      size = last.length;
      yield* lines;
    } else {
      rest.push(text);
    }
    if (size > longestLine) {
      throw new TseriniError('INPUT', `${file.name}: a line is longer than ${longestLine} characters`, {
        value: file.name,
      });
    }
  }
  const last = rest.join('') + decoder.decode();
  if (last !== '') yield* last.replace(/\r$/, '').split(/\r/);
}
