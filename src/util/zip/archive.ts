import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { fileError, TseriniError } from '../errors.js';
import { readZipDirectory, type ZipEntry } from './directory.js';

/** What an archive may unpack to. */
export interface ZipLimits {
  /** Unpacked bytes per byte in the archive, for files above a megabyte. Text compresses to a tenth at best. */
  readonly ratio: number;
  /** Unpacked bytes of all files. */
  readonly total: number;
}

const usualLimits: ZipLimits = { ratio: 200, total: 128 * 2 ** 30 };
const worthChecking = 1 << 20;
const stored = 0;
const deflated = 8;

/** A zip archive whose files are read in place; nothing is unpacked to the disk. */
export class ZipArchive {
  readonly path: string;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(path: string, entries: ReadonlyMap<string, ZipEntry>) {
    this.path = path;
    this.#entries = entries;
  }

  /**
   * Reads the directory.
   * @throws TseriniError `NOT_FOUND`, `IO`; `INPUT` if it is damaged or no zip archive, contains a name that leads out of
   *   a folder, files that overlap or share a name, or would unpack to more than the limits
   */
  static async open(path: string, limits: ZipLimits = usualLimits): Promise<ZipArchive> {
    const file = await open(path).catch((error) => {
      throw fileError(error, 'zip archive', path);
    });
    try {
      const entries = await readZipDirectory(file, path);
      checkEntries(path, entries, limits);
      return new ZipArchive(path, new Map(entries.filter(isFile).map((entry) => [entry.name, entry])));
    } finally {
      await file.close();
    }
  }

  /** The names of its files, with `/` between folders. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * A stream of a file's unpacked bytes. Fails with a {@link TseriniError} `INPUT` if their size or checksum is not
   * that of the directory.
   */
  read(name: string): Readable {
    const entry = this.#entries.get(name);
    if (!entry) {
      throw new TseriniError('NOT_FOUND', `no ${name} in the zip archive ${this.path}`, { value: name });
    }
    return Readable.from(unpack(this.path, entry), { objectMode: false });
  }
}

const isFile = ({ name }: ZipEntry) => !name.endsWith('/');

async function* unpack(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const fail = (what: string, cause?: unknown) =>
    new TseriniError('INPUT', `damaged zip archive, download it again: ${path}: ${entry.name} ${what}`, {
      value: path,
      cause,
    });
  let size = 0;
  let checksum = 0;
  if (entry.storedSize > 0) {
    const end = entry.offset + entry.storedSize - 1;
    const file = createReadStream(path, { start: entry.offset, end, highWaterMark: 1 << 18 });
    const inflate = entry.method === deflated ? createInflateRaw({ chunkSize: 1 << 18 }) : undefined;
    if (inflate) file.on('error', (error) => inflate.destroy(error)).pipe(inflate);
    try {
      for await (const chunk of (inflate ?? file) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > entry.size) break;
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw fail('cannot be unpacked', error);
      throw fileError(error, 'zip archive', path);
    } finally {
      file.destroy();
      inflate?.destroy();
    }
  }
  if (size > entry.size) throw fail(`unpacks to more than the ${entry.size} bytes that its directory says`);
  if (size < entry.size) throw fail(`unpacks to ${size} bytes, its directory says ${entry.size}`);
  if (checksum !== entry.crc32) throw fail('has another checksum than its directory says');
}

function checkEntries(path: string, entries: readonly ZipEntry[], limits: ZipLimits): void {
  const refuse = (what: string): never => {
    throw new TseriniError('INPUT', `refused zip archive: ${path}: ${what}`, { value: path });
  };
  const names = new Set<string>();
  let total = 0;
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    const { name, size, storedSize } = entry;
    if (leadsOut(name)) refuse(`it contains the name ${JSON.stringify(name)}, which leads out of its folder`);
    if (names.has(name)) refuse(`it contains ${name} twice`);
    names.add(name);
    if (entry.encrypted) refuse(`${name} is encrypted`);
    if (entry.method !== stored && entry.method !== deflated) {
      refuse(`${name} is packed by method ${entry.method}; only stored and deflated files are read`);
    }
    if (entry.offset < end) refuse(`${name} overlaps another file, as in a zip bomb`);
    end = entry.offset + storedSize;
    if (size > worthChecking && size > storedSize * limits.ratio) {
      refuse(`${name} would unpack to ${size} bytes from ${storedSize}, as in a zip bomb`);
    }
    total += size;
  }
  if (total > limits.total) {
    refuse(`it would unpack to ${total} bytes in all, more than ${limits.total}`);
  }
}

/** Whether a name is absolute, contains `..`, or is a path of another system. */
function leadsOut(name: string): boolean {
  return (
    name === '' ||
    /^([/\\]|[A-Za-z]:)/.test(name) ||
    name.includes('\0') ||
    name.split(/[/\\]/).includes('..')
  );
}
