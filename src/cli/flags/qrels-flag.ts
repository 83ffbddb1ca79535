import { resolveQrels } from '../../datasets/named-qrels.js';
import type { Io } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { noteOverridden } from '../note-overridden.js';

const isPublished = async (name: string) =>
  (await import('../../datasets/published-qrels.js')).namedQrels.has(name);

/** The path of the qrels that a flag or an argument names, downloaded where it is a name. */
export async function qrelsPath(given: string, io: Io): Promise<string> {
  await noteOverridden('qrels', given, isPublished, io);
  const download = downloadProgress(io, 'downloading the qrels');
  return resolveQrels(given, { signal: io.signal, onDownload: download.onDownload }).finally(() =>
    download.stop(),
  );
}
