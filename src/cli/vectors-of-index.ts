import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LuceneIndexReader } from '../lucene/read/lucene-index-reader.js';
import { TseriniError } from '../util/errors.js';
import type { Io } from './command.js';
import { indexFolder } from './flags/index-flag.js';

/**
 * Does work on the vectors of a Lucene index, in a temporary file with the time of the index's commit: the same file however
 * often it is made.
 * @param named the index: a folder, or the name of a prebuilt index
 * @throws TseriniError `USAGE` for a text index; as {@link LuceneIndexReader.open}, `IO`
 */
export async function withVectorsOf<T>(
  named: string,
  io: Io,
  work: (vectors: string) => Promise<T>,
): Promise<T> {
  const index = await indexFolder(named, io);
  const folder = await mkdtemp(join(tmpdir(), 'tserini-vectors-'));
  try {
    const vectors = join(folder, 'vectors.jsonl.gz');
    await writeVectors(index, vectors, io);
    return await work(vectors);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeVectors(index: string, vectors: string, io: Io): Promise<void> {
  await using reader = await LuceneIndexReader.open(index);
  const { kind, collections } = reader.description;
  if (kind === 'text') {
    throw new TseriniError('USAGE', `this is a text index, and a cluster takes impacts: ${index}`, {
      value: index,
    });
  }
  const progress = io.progress('reading', 'docs', 0);
  await reader
    .dumpVectors(vectors, {
      signal: io.signal,
      onProgress: (done, total) => progress.update(done, total),
    })
    .finally(() => progress.stop());
  const [first] = collections;
  // Of several collections, which model made which documents is not known here.
  if (first?.model && collections.length === 1) {
    const { model, quantization } = first;
    await writeFile(join(vectors, '../vectors.jsonl.manifest'), JSON.stringify({ model, quantization }));
  }
  const commits = (await readdir(index)).filter((name) => name.startsWith('segments_'));
  const times = await Promise.all(commits.map(async (name) => (await stat(join(index, name))).mtime));
  const last = times.sort((a, b) => b.getTime() - a.getTime())[0]!;
  await utimes(vectors, last, last);
}
