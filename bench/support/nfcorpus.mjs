// Reads NFCorpus from BEIR's zip.

import { execFileSync } from 'node:child_process';
import { sharedData } from './peers.mjs';

/** The records of one of its JSONL files. */
export function readNfcorpus(name) {
  const zip = sharedData('nfcorpus/nfcorpus.zip');
  const program =
    'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  const text = execFileSync('python3', ['-c', program, zip, `nfcorpus/${name}`], { maxBuffer: 1 << 30 });
  return text.toString('utf8').trim().split('\n').map(JSON.parse);
}
