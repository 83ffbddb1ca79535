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
import { compareCommands, megabytesOf } from './support/measure.mjs';
import { anserini, sharedData, tserini } from './support/peers.mjs';
import { commandRows, saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: { large: { type: 'string' }, runs: { type: 'string', default: '3' } },
});
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));

const rows = [];

async function compare(title, input, { runs, warmUps, goals }) {
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  const flags = ['collection', 'JsonVectorCollection', 'input', input, 'threads', '4'];
  const named = (dashes) => flags.map((flag, i) => (i % 2 === 0 ? dashes + flag : flag));
  const commands = [
    {
      name: 'tserini',
      command: [
        ...[...tserini, 'index.lucene', ...named('--'), '--impact', '--pretokenized', '--index', ours],
      ],
    },
    {
      name: 'Anserini 1.5.0',
      command: [
        ...[...anserini('index.IndexCollection'), ...named('-'), '-impact', '-pretokenized'],
        ...['-index', theirs, '-generator', 'DefaultLuceneDocumentGenerator'],
      ],
    },
  ];
  const results = await compareCommands(title, commands, runs, warmUps);
  rows.push(...commandRows(title, commands, results, goals));
  rows.push({
    name: `${title}, the index on disk`,
    unit: 'MB',
    ours: megabytesOf(ours),
    peer: commands[1].name,
    theirs: megabytesOf(theirs),
    goal: { ratio: 1 },
  });
}

try {
  // Anserini needs a folder, and does not read gzipped vectors.
  const small = join(folder, 'nfcorpus');
  mkdirSync(small);
  writeFileSync(
    join(small, 'vectors.jsonl'),
    gunzipSync(readFileSync(sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'))),
  );
  await compare('index NFCorpus, SPLADE-v3, 3,633 documents, 4 threads', small, {
    runs: Number(values.runs),
    warmUps: 1,
    goals: { seconds: { ratio: 5 }, megabytes: { atMost: 400 } },
  });
  if (values.large) {
    const large = join(folder, 'large');
    mkdirSync(large);
    await generateVectors({
      source: sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'),
      output: join(large, 'vectors.jsonl'),
      documents: Number(values.large),
    });
    await compare(`index ${values.large} generated documents in one file, 4 threads`, large, {
      runs: 1,
      warmUps: 0,
      goals: { seconds: { ratio: 15 }, megabytes: { ratio: 1 } },
    });
  }
  saveRows(rows);
} finally {
  rmSync(folder, { recursive: true });
}
