import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The last 16 bytes of a file of Lucene: this number, four zero bytes for the algorithm, and the checksum. */
const footerMagic = 0xc02893e8;
const footerLength = 16;

/**
 * Whether a folder holds an index of Lucene with all its files, each with its end: what an unpacking that broke off does not
 * leave. Only the ends of files are read, and no JVM is started.
 */
export async function isWholeIndex(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const commits = names.filter((name) => /^segments_\w+$/.test(name));
  if (commits.length === 0) return false;
  const needed = new Set(commits);
  for (const name of commits) {
    for (const segment of await namesIn(join(folder, name), /^_[0-9a-z]+$/)) needed.add(`${segment}.si`);
  }
  for (const name of names.filter((one) => one.endsWith('.si'))) {
    for (const file of await namesIn(join(folder, name), /^_[0-9a-z]+(_\w+)?\.[a-z]+$/)) needed.add(file);
  }
  const ends = await Promise.all(Array.from(needed, (name) => hasFooter(join(folder, name))));
  return ends.every((hasEnd) => hasEnd);
}

/** The strings of a file that match: Lucene writes the length of a short string as one byte before it. */
async function namesIn(path: string, pattern: RegExp): Promise<string[]> {
  const bytes = await readFile(path);
  return Array.from(bytes, (length, at) => bytes.toString('latin1', at + 1, at + 1 + length)).filter(
    (text, at) => {
      return text.length === bytes[at] && pattern.test(text);
    },
  );
}

async function hasFooter(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { size } = await file.stat();
    if (size < footerLength) return false;
    const { buffer } = await file.read(Buffer.alloc(footerLength), 0, footerLength, size - footerLength);
    return buffer.readUInt32BE(0) === footerMagic && buffer.readUInt32BE(4) === 0;
  } finally {
    await file.close();
  }
}
