import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { throwIfStopped } from '../../util/abort.js';
import { fileError, TseriniError } from '../../util/errors.js';
import { lockFolder } from '../../util/files/folder-lock.js';
import { makeFolder } from '../../util/files/make-folder.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { renameDurably } from '../../util/files/write-atomically.js';
import { type Manifest, manifestDifferences, readManifest, writeManifest } from './manifest.js';
import { lineId, openPartial, type PartialFile } from './partial-file.js';

/**
 * A folder that receives an encoded collection.
 *
 * While it grows the vectors are in `embeddings.jsonl.partial`; at the end that is renamed. No reader of a
 * collection takes a name in `.partial` or `.manifest`, so an unfinished one is never indexed as whole.
 */
export interface EmbeddingsFolder {
  /** The file that is there when all is done. */
  readonly path: string;
  /** Set where a collection with the same manifest is there already. */
  readonly complete: boolean;
  /** Records that an earlier run has written, and the id of the last. */
  readonly done: number;
  readonly lastId: string | undefined;
  append(lines: string): Promise<void>;
  finish(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddingsFolderOptions {
  /** Compress the finished file to `embeddings.jsonl.gz`. */
  readonly gzip?: boolean;
  /** Start again, whatever is there. */
  readonly overwrite?: boolean;
}

/**
 * Opens the folder, making it where it is absent, and finds how far an earlier run came.
 * @throws TseriniError `USAGE` where it holds the vectors of other settings, `INPUT`, `IO`
 */
export async function openEmbeddings(
  folder: string,
  manifest: Manifest,
  options: EmbeddingsFolderOptions = {},
): Promise<EmbeddingsFolder> {
  await makeFolder(folder, 'folder of --embeddings');
  const unlock = await lockFolder(join(folder, 'embeddings.jsonl.lock'));
  try {
    const opened = await openLocked(folder, manifest, options);
    return { ...opened, close: () => opened.close().finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openLocked(
  folder: string,
  manifest: Manifest,
  options: EmbeddingsFolderOptions,
): Promise<EmbeddingsFolder> {
  const plain = join(folder, 'embeddings.jsonl');
  const path = options.gzip ? `${plain}.gz` : plain;
  const other = options.gzip ? plain : `${plain}.gz`;
  const partial = `${plain}.partial`;
  const manifestPath = `${plain}.manifest`;
  const started = await exists(partial);
  const finished = await exists(path);
  if (options.overwrite) {
    // The old vectors first: under the new manifest they would pass for the new ones.
    for (const old of [path, other, partial]) await rm(old, { force: true });
    await writeManifest(manifestPath, manifest);
  } else {
    const before = await readManifest(manifestPath);
    if (started || finished) refuseMixture(before, manifest, started ? partial : path);
    if (finished && !started) return completeFolder(path);
    if (!finished && (await exists(other))) {
      throw new TseriniError('USAGE', `the folder holds ${other} already (--overwrite replaces it)`, {
        value: other,
      });
    }
    if (!before || !started) await writeManifest(manifestPath, manifest);
  }
  const file = await openPartial(partial);
  const finish = async (signal?: AbortSignal) => {
    await file.close();
    if (options.gzip) await compress(partial, path, signal);
    else await renameDurably(partial, path);
  };
  return growing(file, path, partial, finish);
}

function growing(
  file: PartialFile,
  path: string,
  partial: string,
  finish: EmbeddingsFolder['finish'],
): EmbeddingsFolder {
  let open = true;
  return {
    path,
    complete: false,
    done: file.lines,
    lastId: file.lastLine === undefined ? undefined : lineId(file.lastLine, partial),
    append: (lines) => file.append(lines),
    async finish(signal) {
      open = false;
      try {
        await finish(signal);
      } catch (error) {
        throw fileError(error, 'encoded vectors', path);
      }
    },
    async close() {
      if (open) await file.close();
      open = false;
    },
  };
}

function completeFolder(path: string): EmbeddingsFolder {
  const nothing = async () => {};
  return {
    path,
    complete: true,
    done: 0,
    lastId: undefined,
    append: nothing,
    finish: nothing,
    close: nothing,
  };
}

function refuseMixture(before: object | undefined, manifest: Manifest, path: string): void {
  if (!before) {
    throw new TseriniError(
      'USAGE',
      `${path} exists, and nothing says how it was made (--overwrite replaces it)`,
      {
        value: path,
      },
    );
  }
  const differences = manifestDifferences(before, manifest);
  if (differences.length === 0) return;
  throw new TseriniError(
    'USAGE',
    `${path} was made with other settings: ${differences.join('; ')} (--overwrite starts again)`,
    { value: differences },
  );
}

async function compress(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const growingFile = `${to}.partial`;
  const options = signal ? { signal } : {};
  try {
    await pipeline(createReadStream(from), createGzip(), createWriteStream(growingFile), options);
  } catch (error) {
    await rm(growingFile, { force: true });
    throwIfStopped(signal);
    throw error;
  }
  await renameDurably(growingFile, to);
  await rm(from);
}

async function exists(path: string): Promise<boolean> {
  return (await statOrUndefined(path)) !== undefined;
}
