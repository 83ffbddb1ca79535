// Start-up of whole commands: the time of --help, and of one query from a cold shell. Pyserini 1.6.0's
// `search.lucene --help` takes 10 s on two cores of an AMD EPYC.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareCommands } from './support/measure.mjs';
import { anserini, sharedData, tserini } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const topics = join(folder, 'one.tsv');
writeFileSync(topics, 'PLAIN-1\tHow to Help Prevent Abdominal Aortic Aneurysms\n');

try {
  const helps = [
    { name: 'tserini --help', command: [...tserini, '--help'] },
    { name: 'tserini search.lucene --help', command: [...tserini, 'search.lucene', '--help'] },
  ];
  const help = await compareCommands('help', helps, 5);
  const index = sharedData('nfcorpus-splade-v3/pyserini-lucene-9.9-index');
  const flags = ['--index', index, '--topics', topics, '--output', join(folder, 'run.txt'), '--impact'];
  const title = 'one query from a cold shell, 1,000 hits';
  const queries = [
    {
      name: 'tserini, encoded with splade-tiny',
      command: [...tserini, 'search.lucene', ...flags, '--encoder', 'splade-tiny'],
    },
    {
      name: 'tserini, pretokenized',
      command: [...tserini, 'search.lucene', ...flags, '--pretokenized'],
    },
    {
      name: 'Anserini 1.5.0, pretokenized',
      command: [
        ...anserini('search.SearchCollection'),
        ...['-index', index, '-topics', topics, '-topicReader', 'TsvString'],
        ...['-output', join(folder, 'theirs.txt'), '-impact', '-pretokenized', '-hits', '1000'],
      ],
    },
  ];
  const query = await compareCommands(title, queries, 3);
  const [encoded, pretokenized, theirs] = query.seconds;
  saveRows([
    { name: helps[0].name, unit: 's', ours: help.seconds[0], goal: { atMost: 0.3 } },
    { name: helps[1].name, unit: 's', ours: help.seconds[1] },
    { name: `${title}, splade-tiny`, unit: 's', ours: encoded, goal: { atMost: 0.6 } },
    { name: `${title}, pretokenized`, unit: 's', ours: pretokenized, peer: 'Anserini 1.5.0', theirs },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
