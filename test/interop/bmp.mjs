// A CIFF file of ours to BMP, the engine of block-max pruning (Mallia et al. 2024), by hand: it needs a Python with
// BMP's package, which is not fetched here, the shared test data beside the project, and a built project.
//
//   python3 -m venv VENV && VENV/bin/pip install 'bmp==0.2.8'
//   node test/interop/bmp.mjs --python VENV/bin/python
//
// tserini indexes NFCorpus's SPLADE-v3 vectors and exports the index. BMP makes its index of that file and answers the
// 323 topics without approximation (alpha and beta of 1). BMP scales the weights of each query so that the heaviest is
// 32; tserini searches with the same weights. The scores of the first 10 hits must be the same. Exits with 1 where they
// are not.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';

const { values } = parseArgs({ options: { python: { type: 'string' } } });
if (!values.python) throw new Error('--python is needed: a Python that has BMP');
const folder = mkdtempSync(join(tmpdir(), 'tserini-bmp-'));
const at = (name) => join(folder, name);
const data = (name) =>
  fileURLToPath(new URL(`../../../shared/data/nfcorpus-splade-v3/${name}`, import.meta.url));
const script = fileURLToPath(new URL('bmp_search.py', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const tserini = (line) => execa(process.execPath, [main, ...line.split(' ')]);

/** A topic whose weights, which are repetitions of tokens, are as BMP scales them: in float32, rounded up. */
function scaled(line) {
  const [topic, text] = line.split('\t');
  const weights = new Map();
  for (const token of text.split(' ')) weights.set(token, (weights.get(token) ?? 0) + 1);
  const scale = Math.fround(32 / Math.max(...weights.values()));
  const tokens = [...weights].map(([token, weight]) =>
    Array(Math.ceil(Math.fround(weight * scale)))
      .fill(token)
      .join(' '),
  );
  return `${topic}\t${tokens.join(' ')}`;
}

/** The scores of each topic's first hits, as text. */
function scoresOf(run) {
  const scores = new Map();
  for (const line of readFileSync(run, 'utf8').trim().split('\n')) {
    const [topic, , , , score] = line.split(/\s+/);
    scores.set(topic, [...(scores.get(topic) ?? []), Number(score)]);
  }
  return scores;
}

try {
  const topics = at('topics.tsv');
  const lines = gunzipSync(readFileSync(data('topics.nfcorpus.test.splade-v3.tsv.gz'))).toString();
  writeFileSync(topics, `${lines.trim().split('\n').map(scaled).join('\n')}\n`);
  await tserini(
    `index.lucene --collection JsonVectorCollection --input ${data('vectors.jsonl.gz')} --index ${at('index')} --impact --pretokenized`,
  );
  await tserini(`ciff.export --index ${at('index')} --output ${at('nfcorpus.ciff')}`);
  await tserini(
    `search.lucene --impact --pretokenized --index ${at('index')} --topics ${topics} --output ${at('ours.txt')} --hits 10`,
  );
  const { stdout } = await execa(values.python, [
    script,
    at('nfcorpus.ciff'),
    at('nfcorpus.bmp'),
    topics,
    at('bmp.txt'),
  ]);
  console.log(stdout.trim().split('\n').at(-1));
  const [ours, theirs] = [scoresOf(at('ours.txt')), scoresOf(at('bmp.txt'))];
  const different = [...ours].filter(([topic, scores]) => String(scores) !== String(theirs.get(topic)));
  for (const [topic, scores] of different.slice(0, 5)) {
    console.log(`${topic}\n  tserini ${scores}\n  BMP     ${theirs.get(topic)}`);
  }
  console.log(`${ours.size - different.length} of ${ours.size} topics have the same first 10 scores`);
  if (different.length > 0 || theirs.size !== ours.size) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
