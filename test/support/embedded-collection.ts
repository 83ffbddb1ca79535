import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The collection that comes with tserini, a folder in BEIR's layout. */
export const embeddedCollection = fileURLToPath(new URL('../../examples/collection', import.meta.url));

/** Writes the first documents of the embedded collection. */
export async function writeFirstDocuments(path: string, count: number): Promise<string> {
  const lines = (await readFile(`${embeddedCollection}/corpus.jsonl`, 'utf8')).split('\n');
  await writeFile(path, `${lines.slice(0, count).join('\n')}\n`);
  return path;
}
