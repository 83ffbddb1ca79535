import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { throwIfStopped } from '../abort.js';
import { fileError, TseriniError } from '../errors.js';
import { makeFolder } from '../files/make-folder.js';

/** Limits of unpacking. */
export interface UnpackLimits {
  /** Unpacked bytes per byte of the archive. A megabyte is always allowed. */
  readonly ratio: number;
  /** Leaves links out instead of refusing the archive. */
  readonly skipsLinks?: boolean | undefined;
}

/** The files of an index are compressed to a half, stored text to a fifth. */
const usualLimits: UnpackLimits = { ratio: 100 };
const worthChecking = 1 << 20;

/**
 * Unpacks a `.tar.gz` or a `.tar` into a folder, which is made, and removed again where that fails. Files and folders only: an
 * archive with a link, a name that leads out of the folder, or a name that is there twice is refused.
 * @throws TseriniError `INPUT` where the archive is damaged, or holds what it should not; `IO`, `INTERRUPTED`
 */
export async function unpack(
  archive: string,
  folder: string,
  {
    ratio,
    skipsLinks = false,
    signal,
  }: UnpackLimits & { readonly signal?: AbortSignal | undefined } = usualLimits,
): Promise<void> {
  const refuse = (what: string, cause?: unknown) =>
    new TseriniError('INPUT', `archive refused: ${what} (${archive})`, { value: archive, cause });
  const { size } = await stat(archive).catch((error) => {
    throw fileError(error, 'archive', archive);
  });
  const most = Math.max(worthChecking, size * ratio);
  const tooMuch = () => refuse(`it would unpack to more than ${most} bytes from ${size}, as a bomb does`);
  throwIfStopped(signal);
  const decompressor = (await isGzip(archive)) ? createGunzip() : new PassThrough();
  await makeFolder(folder, 'unpacked archive');
  // No await between here and the loop: a stream that fails before it is read never ends.
  const entries = extract();
  // Headers count too: a bomb may contain only folders.
  async function* bounded(unpacked: AsyncIterable<Buffer>) {
    let total = 0;
    for await (const chunk of unpacked) {
      total += chunk.length;
      if (total > most) throw tooMuch();
      yield chunk;
    }
  }
  const reading = pipeline(createReadStream(archive), decompressor, bounded, entries);
  // Awaited below; until then a rejection must not be unhandled.
  reading.catch(() => {});
  try {
    for await (const entry of entries) {
      if (skipsLinks && /^(?:sym)?link$/.test(entry.header.type ?? '')) {
        entry.resume();
        continue;
      }
      const path = join(folder, safeName(entry.header, refuse));
      if (entry.header.type === 'directory') {
        await mkdir(path, { recursive: true });
        entry.resume();
        continue;
      }
      if (entry.header.size > most) throw tooMuch();
      await mkdir(dirname(path), { recursive: true });
      await writeEntry(entry, path, { refuse, signal });
    }
    await reading;
  } catch (error) {
    entries.destroy();
    await reading.catch(() => {});
    await rm(folder, { recursive: true, force: true });
    throwIfStopped(signal);
    if (error instanceof TseriniError) throw error;
    throw (error as NodeJS.ErrnoException).syscall
      ? fileError(error, 'unpacked archive', folder)
      : refuse(`it is damaged: ${(error as Error).message}`, error);
  }
}

async function isGzip(archive: string): Promise<boolean> {
  const file = await open(archive);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await file.close();
  }
}

type Refuse = (what: string) => TseriniError;

/** A path below the folder, with `/` between its parts. */
function safeName({ name, type }: Header, refuse: Refuse): string {
  if (type !== 'file' && type !== 'directory') throw refuse(`${name} is a ${type}, neither file nor folder`);
  const leadsOut = posix.isAbsolute(name) || /^[a-z]:|[\\\0]/i.test(name) || name.split('/').includes('..');
  if (leadsOut) throw refuse(`${JSON.stringify(name)} leads out of the folder`);
  return posix.normalize(name);
}

async function writeEntry(
  entry: AsyncIterable<unknown>,
  path: string,
  { refuse, signal }: { readonly refuse: Refuse; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? refuse(`${path} appears twice`) : error;
  });
  try {
    for await (const chunk of entry) {
      throwIfStopped(signal);
      await file.writeFile(chunk as Buffer);
    }
  } finally {
    await file.close();
  }
}
