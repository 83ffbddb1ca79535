// An index of ours to Pyserini 2.x (Lucene 10) and back, by hand: it needs a Python with Pyserini, which is not
// fetched here, the shared test data beside the project, and a built project.
//
//   python3.12 -m venv VENV
//   VENV/bin/pip install --no-deps 'pyserini>=2' && VENV/bin/pip install pyjnius numpy tqdm packaging
//   node test/interop/pyserini-2.mjs --python VENV/bin/python
//
// Both programs index NFCorpus's SPLADE-v3 vectors, and both search both indexes with its 323 topics, at 1,000
// hits. The four runs must be the same, byte for byte, and both programs must count the same in both indexes.
// Exits with 1 where they do not.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { findJava } from '../../dist/lucene/jvm/java-home.js';

const { values } = parseArgs({
  options: { python: { type: 'string' }, hits: { type: 'string', default: '1000' } },
});
if (!values.python) throw new Error('--python is needed: a Python that has Pyserini 2.x');
const folder = mkdtempSync(join(tmpdir(), 'tserini-interop-'));
const at = (name) => join(folder, name);
const data = (name) =>
  fileURLToPath(new URL(`../../../shared/data/nfcorpus-splade-v3/${name}`, import.meta.url));
const script = fileURLToPath(new URL('pyserini_2.py', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const pyserini = async (...args) => {
  const { stdout } = await execa(values.python, [script, ...args], { env: { JAVA_HOME: findJava().home } });
  return stdout.trim().split('\n').at(-1);
};
const tserini = async (...args) => (await execa(process.execPath, [main, ...args])).stdout;

async function build() {
  mkdirSync(at('vectors'));
  writeFileSync(at('vectors/vectors.jsonl'), gunzipSync(readFileSync(data('vectors.jsonl.gz'))));
  writeFileSync(at('topics.tsv'), gunzipSync(readFileSync(data('topics.nfcorpus.test.splade-v3.tsv.gz'))));
  await tserini(
    ...[
      'index.lucene',
      '--collection',
      'JsonVectorCollection',
      '--input',
      at('vectors'),
      '--index',
      at('tserini'),
    ],
    ...['--threads', '1', '--impact', '--pretokenized', '--storeDocvectors', '--optimize'],
  );
  await pyserini('build', at('vectors'), at('pyserini'));
}

/** Searches an index with both programs. @returns the runs, and what each counts in the index */
async function searchBoth(index) {
  const [ours, theirs] = [at(`${index}.tserini.txt`), at(`${index}.pyserini.txt`)];
  await tserini(
    ...['search.lucene', '--impact', '--pretokenized', '--index', at(index), '--topics', at('topics.tsv')],
    ...['--output', ours, '--hits', values.hits],
  );
  const counts = await pyserini('search', at(index), at('topics.tsv'), values.hits, theirs);
  const ourCounts = await tserini('inspect', '--index', at(index));
  console.log(
    `\nthe index that ${index} built\n  ${counts}\n  tserini inspect:\n${ourCounts.replace(/^/gm, '    ')}`,
  );
  return [
    [`tserini on the index of ${index}`, ours],
    [`Pyserini on the index of ${index}`, theirs],
  ];
}

try {
  await build();
  const runs = [...(await searchBoth('tserini')), ...(await searchBoth('pyserini'))];
  const [[name, first], ...others] = runs;
  const expected = readFileSync(first);
  console.log(`\n${name}: ${expected.toString().trim().split('\n').length} lines`);
  for (const [other, file] of others) {
    const same = readFileSync(file).equals(expected);
    console.log(`${other}: ${same ? 'the same, byte for byte' : `DIFFERENT, kept as ${keep(file)}`}`);
    if (!same) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Where a run can be looked at after the folder is gone. */
function keep(file) {
  const kept = `${folder}-${file.slice(folder.length + 1)}`;
  copyFileSync(file, kept);
  return kept;
}
