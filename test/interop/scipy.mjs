// Vectors of ours to scipy, and to Seismic, and back, by hand: it needs a Python with both packages, which are not
// fetched here, the shared test data beside the project, and a built project.
//
//   python3 -m venv VENV && VENV/bin/pip install scipy pyseismic-lsr
//   node test/interop/scipy.mjs --python VENV/bin/python
//
// tserini writes NFCorpus's SPLADE-v3 vectors as npz and for Seismic. scipy compares the matrix with the vectors, entry
// for entry, and saves it anew, compressed; tserini makes the same vectors of that. Seismic builds its index and answers
// the 323 topics with nothing left out. Exits with 1 where anything differs.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';

const { values } = parseArgs({ options: { python: { type: 'string' } } });
if (!values.python) throw new Error('--python is needed: a Python that has scipy and Seismic');
const folder = mkdtempSync(join(tmpdir(), 'tserini-scipy-'));
const at = (name) => join(folder, name);
const data = (name) =>
  fileURLToPath(new URL(`../../../shared/data/nfcorpus-splade-v3/${name}`, import.meta.url));
const script = fileURLToPath(new URL('scipy_matrix.py', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const convert = (line) => execa(process.execPath, [main, 'vectors.convert', ...line.split(' ')]);

try {
  const vectors = data('vectors.jsonl.gz');
  writeFileSync(at('topics.tsv'), gunzipSync(readFileSync(data('topics.nfcorpus.test.splade-v3.tsv.gz'))));
  writeFileSync(at('run.txt'), gunzipSync(readFileSync(data('runs/impact.k10.txt.gz'))));
  await convert(`--input ${vectors} --output ${at('v.npz')}`);
  await convert(`--input ${vectors} --output ${at('seismic.jsonl')} --format seismic`);
  const { stdout } = await execa(values.python, [script, vectors, folder]);
  console.log(stdout);
  const beside = `--vocabulary ${at('v.vocabulary.txt')} --docids ${at('v.docids.txt')}`;
  await convert(`--input ${at('v.npz')} ${beside} --output ${at('ours.jsonl')}`);
  await convert(`--input ${at('scipy.npz')} ${beside} --output ${at('theirs.jsonl')}`);
  const same = readFileSync(at('ours.jsonl')).equals(readFileSync(at('theirs.jsonl')));
  console.log(`vectors of scipy's file: ${same ? 'the same, byte for byte' : 'DIFFERENT'}`);
  if (!same) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
