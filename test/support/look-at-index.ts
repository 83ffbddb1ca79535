import { readFile, rm } from 'node:fs/promises';
import { expect } from 'vitest';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { validateIndex } from '#tserini/lucene/read/validate-index.js';
import { digest, type Whole } from './faults.ts';

/**
 * Looks at an index: nothing where there is no commit, as a searcher finds it; else Lucene's CheckIndex must find
 * it sound.
 * @returns a digest of its vectors
 */
export async function lookAtIndex(index: string, name = 'index'): Promise<Whole> {
  const refused = /not a Lucene index|index not found/;
  try {
    const { sound, problems } = await validateIndex(index);
    expect({ sound, problems }).toEqual({ sound: true, problems: [] });
  } catch (error) {
    if (refused.test((error as Error).message)) return {};
    throw error;
  }
  const file = `${index}.vectors.jsonl`;
  await using reader = await LuceneIndexReader.open(index);
  await reader.dumpVectors(file);
  const dumped = digest(await readFile(file));
  await rm(file);
  return { [name]: dumped };
}
