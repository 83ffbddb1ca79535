import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TseriniError } from '../util/errors.js';
import { pyseriniCache } from '../util/files/cache-folder.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';

/** Qrels of this package, by name. */
const included: Readonly<Record<string, string>> = {
  embedded: fileURLToPath(new URL('../../examples/collection/qrels/test.tsv', import.meta.url)),
};

const insideZip = /\.zip[\\/]/i;

/**
 * The path of qrels given by path or by name. For a folder or zip archive of BEIR, that of its test qrels.
 *
 * A name is `embedded`, for this package's collection, or one of Pyserini's, such as `beir-v1.0.0-nfcorpus-test` or
 * `dl19-passage`, if Pyserini or Anserini has downloaded that file before; this function downloads nothing.
 *
 * @param cache folder into which Pyserini and Anserini download qrels
 * @throws TseriniError NOT_FOUND, with the available names
 */
export async function resolveQrels(
  name: string,
  cache = join(pyseriniCache(), 'topics-and-qrels'),
): Promise<string> {
  if (name === '-') throw new TseriniError('USAGE', 'qrels are read from a file, not from standard input');
  const stats = await statOrUndefined(name);
  if (stats?.isDirectory() || (stats && /\.zip$/i.test(name)) || insideZip.test(name)) {
    // Imported here because most evaluations do without it.
    const { qrelsOfDataFolder } = await import('./data-folder-qrels.js');
    return (await qrelsOfDataFolder(name)) ?? name;
  }
  if (stats) return name;
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

/** `qrels.dl19-passage.txt` is `dl19-passage`. */
function qrelsName(file: string): string {
  return file.replace(/^qrels\./, '').replace(/\.txt$/, '');
}

/** Pyserini's names and file names differ in dots, dashes and underscores only. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, '-');
}
