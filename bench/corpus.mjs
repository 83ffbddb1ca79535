// Records a second of each reader of corpora, beside pyarrow for Parquet and Anserini for TREC's documents and HTML.
//
//   node bench/corpus.mjs [--documents 50000]
//
// Peers, each if available:
//   PYARROW_PYTHON  a Python with the package pyarrow
//   Anserini's jar  see support/peers.mjs

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { readRecords } from '../dist/corpus/records.js';
import { anserini } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({ options: { documents: { type: 'string', default: '50000' } } });
const count = Number(values.documents);
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const { PYARROW_PYTHON } = process.env;

const words =
  'the presence of communication amid scientific minds was equally important to success & more'.split(' ');
const text = (i) => Array.from({ length: 56 }, (_, j) => words[(i * 7 + j * j) % words.length]).join(' ');
const ids = Array.from({ length: count }, (_, i) => `d${i}`);
const escaped = (i) => text(i).replaceAll('&', '&amp;');

const pyarrow = `
import sys, time, pyarrow.parquet as pq
started = time.perf_counter()
rows = 0
for batch in pq.ParquetFile(sys.argv[1]).iter_batches(batch_size=1000):
    rows += len(batch.to_pylist())
print(rows / (time.perf_counter() - started))
`;

const file = (name, contents) => {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
};

function trecFile() {
  mkdirSync(join(folder, 'trec'));
  const documents = ids.map(
    (id, i) => `<DOC>\n<DOCNO> ${id} </DOCNO>\n<TEXT>\n<P>${escaped(i)}</P>\n</TEXT>\n</DOC>\n`,
  );
  file('trec/a', documents.join(''));
  return join(folder, 'trec');
}

function htmlFiles() {
  mkdirSync(join(folder, 'html'));
  // A file each: fewer of them.
  for (const [i, id] of ids.slice(0, count / 10).entries()) {
    file(`html/${id}.html`, `<html><title>${id}</title><p>${escaped(i)}</p></html>\n`);
  }
  return join(folder, 'html');
}

async function perSecond(path, options) {
  const started = performance.now();
  let records = 0;
  for await (const _ of readRecords(path, options)) records++;
  return records / ((performance.now() - started) / 1000);
}

async function withAnserini(collection, path) {
  let command;
  try {
    [...command] = anserini('index.IndexCollection');
  } catch {
    return undefined;
  }
  const source = fileURLToPath(new URL('java/ReadCollection.java', import.meta.url));
  const [java, ...rest] = command.slice(0, -1);
  const { stdout } = await execa(java, [...rest, source, collection, path], { stderr: 'ignore' });
  return Number(stdout.split('\n').at(-1).split(' ')[0]);
}

async function withPyarrow(path) {
  if (!PYARROW_PYTHON) return undefined;
  return Number((await execa(PYARROW_PYTHON, ['-c', pyarrow, path])).stdout);
}

const columnData = [
  { name: 'id', data: ids, type: 'STRING' },
  { name: 'text', data: ids.map((_, i) => text(i)), type: 'STRING' },
];
const lines = ids.map((id, i) => JSON.stringify({ id, text: text(i) })).join('\n');
const rows = ids.map((id, i) => [id, text(i)]);
const corpora = {
  jsonl: () => [file('c.jsonl', lines)],
  'jsonl.gz': () => [file('c.jsonl.gz', gzipSync(lines))],
  tsv: () => [file('c.tsv', rows.map((row) => row.join('\t')).join('\n'))],
  csv: () => [file('c.csv', `id,text\n${rows.map(([id, body]) => `${id},"${body}"`).join('\n')}`)],
  parquet: () => [
    file('c.parquet', new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 10_000 }))),
  ],
  TrecCollection: () => [trecFile(), { format: 'TrecCollection' }],
  HtmlCollection: () => [htmlFiles(), { format: 'HtmlCollection' }],
};

try {
  const results = [];
  for (const [name, make] of Object.entries(corpora)) {
    const [path, options] = make();
    const ours = await perSecond(path, options);
    const isParquet = name === 'parquet';
    const theirs = isParquet
      ? await withPyarrow(path)
      : options && (await withAnserini(options.format, path));
    const peer = theirs === undefined ? {} : { peer: isParquet ? 'pyarrow' : 'Anserini', theirs };
    results.push({ name: `read ${name}`, unit: 'records/s', ours, ...peer });
    const beside = peer.peer ? `   ${peer.peer} ${Math.round(theirs)}` : '';
    console.log(`${name.padEnd(16)} ${String(Math.round(ours)).padStart(9)} records/s${beside}`);
  }
  saveRows(results);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
