import { access, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';

/** Names of qrels that come with this package. */
const included: Readonly<Record<string, string>> = {
  embedded: fileURLToPath(new URL('../../examples/collection/qrels/test.tsv', import.meta.url)),
};

const insideZip = /\.zip[\\/]/i;

/** Where Pyserini and Anserini keep the qrels that they have fetched. */
function pyseriniCache(): string {
  return join(homedir(), '.cache', 'pyserini', 'topics-and-qrels');
}

/**
 * The path of qrels given by path or by name. Of a folder or zip archive of BEIR it is that of its test qrels.
 *
 * A name is `embedded`, for the collection that comes with the package, or one of Pyserini's, as
 * `beir-v1.0.0-nfcorpus-test` or `dl19-passage`, where Pyserini or Anserini has fetched that file before; nothing is
 * downloaded here.
 *
 * @param cache folder of fetched qrels
 * @throws TseriniError NOT_FOUND, with the names there are
 */
export async function resolveQrels(name: string, cache = pyseriniCache()): Promise<string> {
  if (name === '-') throw new TseriniError('USAGE', 'qrels are read from a file, not from standard input');
  if ((await exists(name)) || insideZip.test(name)) return (await ofDataFolder(name)) ?? name;
  if (Object.hasOwn(included, name)) return included[name]!;
  const files = (await readdir(cache).catch(() => [])).filter((file) => file.startsWith('qrels.'));
  const file = files.find((candidate) => plain(qrelsName(candidate)) === plain(name));
  if (file !== undefined) return join(cache, file);
  const names = [...Object.keys(included), ...files.map(qrelsName)].join(', ');
  const looksLikePath = /[\\/]|\.(txt|tsv|qrels|gz)$/.test(name);
  throw new TseriniError(
    'NOT_FOUND',
    looksLikePath
      ? `qrels not found: ${name}`
      : `qrels not found: ${name} is neither a file nor a name known here (${names}); fetched qrels are looked for in ${cache}`,
    { value: name },
  );
}

async function ofDataFolder(path: string): Promise<string | undefined> {
  const isFolder = (await statOrUndefined(path))?.isDirectory() ?? false;
  if (!isFolder && !/\.zip$/i.test(path) && !insideZip.test(path)) return undefined;
  // Not above: most evaluations start without it.
  return (await import('./data-folder-qrels.js')).qrelsOfDataFolder(path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    // What is there and cannot be read gets its own message from whoever reads it.
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** `qrels.dl19-passage.txt` is `dl19-passage`. */
function qrelsName(file: string): string {
  return file.replace(/^qrels\./, '').replace(/\.txt$/, '');
}

/** Pyserini's names and file names differ in dots, dashes and underscores only. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, '-');
}
