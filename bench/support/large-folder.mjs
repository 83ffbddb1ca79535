import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava } from '../../dist/lucene/jvm/java-home.js';

/** Where the benches of large collections store what takes long to make. */
export const largeFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tserini-bench');

/** The files of the parts of bench/large-collection.mjs that are complete: at least one. */
export function largeVectors(folder) {
  const parts = join(folder, 'vectors');
  const files = (existsSync(parts) ? readdirSync(parts).sort() : [])
    .map((part) => join(parts, part, 'embeddings.jsonl'))
    .filter((file) => existsSync(file));
  if (files.length === 0) throw new Error('no vectors yet: run bench/large-collection.mjs --parts 1 first');
  return files;
}

/** The command of java/GenerateVectors.java, which writes so many vectors made of those to its standard output. */
export function generateCommand(folder, documents, order) {
  largeVectors(folder);
  const source = fileURLToPath(new URL('../java/GenerateVectors.java', import.meta.url));
  return [`${findJava().home}/bin/java`, source, join(folder, 'vectors'), String(documents), '42', order];
}
