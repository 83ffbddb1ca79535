// Indexing, whole commands: tserini index.lucene and Anserini 1.5.0's IndexCollection, on the same vectors.
//
//   node bench/index.mjs [--large N]
//
// NFCorpus's SPLADE-v3 vectors; with --large, also N documents resampled from them.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { generateVectors } from './support/generate-vectors.mjs';
import { compareCommands } from './support/measure.mjs';
import { anserini, sharedData, tserini } from './support/peers.mjs';

const { values } = parseArgs({
  options: { large: { type: 'string' }, runs: { type: 'string', default: '3' } },
});
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));

async function compare(title, input, runs, warmUps) {
  const flags = [
    '--collection',
    'JsonVectorCollection',
    '--input',
    input,
    '--threads',
    '4',
    '--impact',
    '--pretokenized',
  ];
  const theirs = flags.map((flag) => flag.replace('--', '-'));
  await compareCommands(
    title,
    [
      { name: 'tserini', command: [...tserini, 'index.lucene', ...flags, '--index', join(folder, 'ours')] },
      {
        name: 'Anserini 1.5.0',
        command: [
          ...anserini('index.IndexCollection'),
          ...theirs,
          '-index',
          join(folder, 'theirs'),
          '-generator',
          'DefaultLuceneDocumentGenerator',
        ],
      },
    ],
    runs,
    warmUps,
  );
}

try {
  // Anserini takes a folder, and no gzipped file of vectors.
  const small = join(folder, 'nfcorpus');
  mkdirSync(small);
  writeFileSync(
    join(small, 'vectors.jsonl'),
    gunzipSync(readFileSync(sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'))),
  );
  await compare('index NFCorpus, SPLADE-v3, 3,633 documents, 4 threads', small, Number(values.runs), 1);
  if (values.large) {
    const large = join(folder, 'large');
    mkdirSync(large);
    await generateVectors({
      source: sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'),
      output: join(large, 'vectors.jsonl'),
      documents: Number(values.large),
    });
    await compare(`index ${values.large} generated documents in one file, 4 threads`, large, 1, 0);
  }
} finally {
  rmSync(folder, { recursive: true });
}
