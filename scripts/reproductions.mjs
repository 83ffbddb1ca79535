#!/usr/bin/env node
// Writes the table catalogue/reproductions.tsv, which `tserini reproduce` runs:
//
//   node scripts/reproductions.mjs TABLE [--pyserini SOURCE] [--anserini SOURCE] [--to FILE]
//
// TABLE holds what the configurations of Pyserini (pyserini/2cr/*.yaml) and of Anserini
// (src/main/resources/reproduce/from-prebuilt-indexes/configs) say, tab-separated, one row per condition and data set: system,
// suite, condition, topics_or_dataset, kind, index, topics, qrels, encoder, encoder_kind, flags, metrics (NAME=VALUE;…), eval
// (NAME: flags of trec_eval;…), needs, depends_on and notes. A SOURCE is the commit that they were read from, and its date.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pyserini: { type: 'string', default: '0a0be296 of 2026-08-08' },
    anserini: { type: 'string', default: '81e341457 of 2026-08-21' },
    to: {
      type: 'string',
      default: fileURLToPath(new URL('../catalogue/reproductions.tsv', import.meta.url)),
    },
  },
});

const [header, ...lines] = readFileSync(positionals[0], 'utf8').split('\n').filter(Boolean);
const names = header.split('\t');
const rows = lines.map((line) =>
  Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell.trim()])),
);

/** Flags of Anserini's SearchCollection as those of search.lucene. */
const anseriniFlags = [
  [/-selectMaxPassage\.delimiter \S+ ?/, ''],
  [/-selectMaxPassage\.hits/, '--max-passage-hits'],
  [/-selectMaxPassage/, '--max-passage'],
  [/-removeQuery/, '--remove-query'],
  [/-collection \S+ ?/, ''],
  [/-pretokenized ?/, ''],
  [/-bm25\.querySide/, '--bm25qs'],
  // Pyserini takes other parameters for some indexes, Anserini the same for all.
  [/-bm25\b(?!qs)/, '--bm25 --k1 0.9 --b 0.4'],
  [/(?<=^| )-(?=\w)/g, '--'],
];

function searchFlags({ system, kind, flags, encoder, encoder_kind: by }) {
  if (kind === 'fusion' || kind === 'hybrid') return '';
  const written =
    system === 'pyserini' ? flags : anseriniFlags.reduce((all, [from, to]) => all.replace(from, to), flags);
  const model = encoder === '' ? '' : `${by === 'onnx' ? '--onnx-encoder' : '--encoder'} ${encoder}`;
  return `${written.trim()} ${model}`.trim();
}

/** Name, published value and flags of trec_eval of each measure; without flags where another program evaluates. */
function metrics(row) {
  const flags = new Map(row.eval.split(';').map((one) => one.split(': ')));
  return row.metrics
    .split(';')
    .map((one) => one.split('='))
    .map(([name, value]) => `${name} ${value} ${flags.get(name) ?? ''}`.trim())
    .join(';');
}

const keyOf = (row) => [row.system, row.suite, row.condition, row.topics_or_dataset].join('\t');
const keys = rows.map(keyOf);
const isRepeated = (row) => keys.indexOf(keyOf(row)) !== keys.lastIndexOf(keyOf(row));
const table = rows.map((row) => ({
  suite: row.system === 'pyserini' ? row.suite : `${row.system}/${row.suite}`,
  condition: row.condition,
  // Several judgments of the same topics are told apart by their names.
  dataset: isRepeated(row) ? row.qrels : row.topics_or_dataset,
  index: row.index,
  topics: row.topics,
  qrels: row.qrels,
  flags: searchFlags(row),
  fuses: row.kind === 'bm25+fusion' ? '' : row.depends_on.replaceAll(/\brun\.\w+\./g, ''),
  metrics: metrics(row),
  needs: row.needs === 'BM25 only' ? '' : row.needs,
  notes: row.kind === 'bm25+fusion' ? row.depends_on : row.notes,
}));

const notes = [
  `castorini/pyserini ${values.pyserini}, pyserini/2cr; castorini/anserini ${values.anserini}, reproduce/from-prebuilt-indexes`,
  'flags: of search.lucene; fuses: conditions whose runs are fused; metrics: name, published value, flags of trec_eval',
  '(made by scripts/reproductions.mjs)',
];
const columns = Object.keys(table[0]);
writeFileSync(
  values.to,
  [
    ...notes.map((note) => `# ${note}`),
    columns.join('\t'),
    ...table.map((row) => columns.map((column) => row[column]).join('\t')),
    '',
  ].join('\n'),
);
