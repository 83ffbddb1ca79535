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
import { openPartial, type PartialFile } from './partial-file.js';

/**
 * A folder that receives an encoded collection.
 *
 * The vectors are appended to `embeddings.jsonl.partial`, which is renamed at the end. No reader of a collection takes
 * a name that ends in `.partial` or `.manifest`, so that an unfinished one is never indexed as if it were whole.
 */
export interface EmbeddingsFolder {
  /** The finished file. */
  readonly path: string;
  /** The file that grows; undefined if the finished file, with the same manifest, exists. */
  readonly partial: PartialFile | undefined;
  /** Renames the partial file to the finished one. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddingsFolderOptions {
  /** Compress the finished file to `embeddings.jsonl.gz`. */
  readonly gzip?: boolean | undefined;
  /** Replace any contents of the folder. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Opens the folder, creating it if absent, and finds the records of an earlier run.
 * @throws TseriniError `USAGE` if it contains vectors of other settings, `INPUT`, `IO`, `INTERRUPTED`
 */
export async function openEmbeddings(
  folder: string,
  manifest: Manifest,
  { gzip = false, overwrite = false }: EmbeddingsFolderOptions = {},
  signal?: AbortSignal,
): Promise<EmbeddingsFolder> {
  await makeFolder(folder, 'folder of --embeddings');
  const plain = join(folder, 'embeddings.jsonl');
  const growing = `${plain}.partial`;
  const path = gzip ? `${plain}.gz` : plain;
  const other = gzip ? plain : `${plain}.gz`;
  const unlock = await lockFolder(`${plain}.lock`);
  try {
    const isComplete = overwrite
      ? await startAgain([path, other, growing], `${plain}.manifest`, manifest)
      : await takeUp({ path, other, growing }, `${plain}.manifest`, manifest);
    const partial = isComplete ? undefined : await openPartial(growing, signal);
    return {
      path,
      partial,
      async finish() {
        try {
          await partial?.close();
          await (gzip ? compress(growing, path, signal) : renameDurably(growing, path));
        } catch (error) {
          throw fileError(error, 'encoded vectors', path);
        }
      },
      close: async () => {
        await partial?.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function startAgain(old: readonly string[], manifestPath: string, manifest: Manifest): Promise<false> {
  // Vectors first: next to the new manifest, the old ones would count as new.
  for (const file of old) await rm(file, { force: true });
  await writeManifest(manifestPath, manifest);
  return false;
}

/** @returns whether the finished file exists */
async function takeUp(
  { path, other, growing }: Readonly<Record<'path' | 'other' | 'growing', string>>,
  manifestPath: string,
  manifest: Manifest,
): Promise<boolean> {
  const started = await exists(growing);
  const finished = await exists(path);
  const before = await readManifest(manifestPath);
  if (started || finished) refuseMixture(before, manifest, started ? growing : path);
  if (finished && !started) return true;
  if (!finished && (await exists(other))) {
    throw new TseriniError('USAGE', `the folder already holds ${other} (--overwrite replaces it)`, {
      value: other,
    });
  }
  if (!started) await writeManifest(manifestPath, manifest);
  return false;
}

function refuseMixture(before: object | undefined, manifest: Manifest, path: string): void {
  if (!before) {
    throw new TseriniError(
      'USAGE',
      `${path} exists without a manifest of how it was made (--overwrite replaces it)`,
      { value: path },
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

async function compress(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  const growing = `${to}.partial`;
  try {
    const file = createWriteStream(growing);
    await pipeline(createReadStream(from), createGzip(), file, { ...(signal && { signal }) });
  } catch (error) {
    await rm(growing, { force: true });
    throwIfStopped(signal);
    throw error;
  }
  await renameDurably(growing, to);
  await rm(from);
}

async function exists(path: string): Promise<boolean> {
  return (await statOrUndefined(path)) !== undefined;
}
