import { open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { readZipDirectory } from '#tserini/model/zip.js';
import { sharedData } from './data.ts';

/** @returns one file of BEIR's NFCorpus, such as `corpus.jsonl` */
export async function readNfcorpus(name: string): Promise<string> {
  const path = sharedData('nfcorpus/nfcorpus.zip');
  const file = await open(path);
  try {
    const entries = await readZipDirectory(file, path);
    const entry = entries.find((candidate) => candidate.name === `nfcorpus/${name}`);
    if (!entry) throw new Error(`${path} has no nfcorpus/${name}`);
    const stored = Buffer.alloc(entry.storedSize);
    await file.read(stored, 0, entry.storedSize, entry.offset);
    return (entry.method === 0 ? stored : inflateRawSync(stored)).toString('utf8');
  } finally {
    await file.close();
  }
}
