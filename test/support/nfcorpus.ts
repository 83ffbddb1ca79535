import { text } from 'node:stream/consumers';
import { ZipArchive } from '#tserini/util/zip/archive.js';
import { sharedData } from './data.ts';

/** @returns one file of BEIR's NFCorpus, such as `corpus.jsonl` */
export async function readNfcorpus(name: string): Promise<string> {
  const archive = await ZipArchive.open(sharedData('nfcorpus/nfcorpus.zip'));
  return text(archive.read(`nfcorpus/${name}`));
}
