import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReadOptions, readRecords } from '#tserini/corpus/records.js';
import { tempFolder } from './temp.ts';

/** The records of a corpus, each as its id and its fields. */
export async function readCorpus(path: string, options: ReadOptions = {}): Promise<string[][]> {
  const records = [];
  for await (const { id, fields } of readRecords(path, options)) records.push([id, ...fields.values()]);
  return records;
}

/** The records of a file of the given contents. */
export async function readCorpusOf(
  name: string,
  contents: string | Uint8Array,
  options: ReadOptions = {},
): Promise<string[][]> {
  const path = join(await tempFolder(), name);
  await writeFile(path, contents);
  return readCorpus(path, options);
}
