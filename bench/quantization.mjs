// What whole numbers of weights cost in quality, by hand: splade-tiny's vectors of NFCorpus in 4, 6, 8 and 16 bits, and its raw
// weights, which are multiplied at indexing. It needs the shared test data beside the project, and a built project.
//
//   node bench/quantization.mjs
//
// The corpus and the 323 test queries are encoded once with --raw. Each setting quantizes those weights as the encoder does, on
// both sides, indexes the documents and searches. Prints the table of docs/formats.md.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonJsonVector } from '../dist/vector/format-vector.js';
import { parseVectorRecord } from '../dist/vector/parse-vector.js';
import { quantizationOf, quantize } from '../dist/vector/quantize.js';
import { readNfcorpus } from './support/nfcorpus.mjs';
import { sharedData } from './support/peers.mjs';
import { qualityOf, row, run } from './support/quality.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tserini-quantization-'));
const at = (name) => join(folder, name);
const linesOf = (path) => readFileSync(path, 'utf8').trim().split('\n');

/** Writes the records of raw weights as whole numbers. */
function quantizeFile(from, to, quantization) {
  const lines = linesOf(from).map((line) => {
    const { id, contents = '', vector } = parseVectorRecord(line, from);
    const whole = new Map([...vector].map(([token, weight]) => [token, quantize(weight, quantization)]));
    const [idJson, contentsJson] = [id, contents].map((text) => JSON.stringify(text));
    return `{"id": ${idJson}, "contents": ${contentsJson}, "vector": ${pythonJsonVector(whole)}}\n`;
  });
  writeFileSync(to, lines.join(''));
}

try {
  const judged = new Set(linesOf(sharedData('nfcorpus/qrels/test.qrels')).map((line) => line.split(/\s/)[0]));
  const jsonl = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
  writeFileSync(at('corpus.jsonl'), jsonl(readNfcorpus('corpus.jsonl')));
  const topics = readNfcorpus('queries.jsonl').filter(({ _id }) => judged.has(_id));
  writeFileSync(at('queries.tsv'), topics.map(({ _id, text }) => `${_id}\t${text}\n`).join(''));
  const fields = ['--fields', 'title', 'text'];
  await run(
    ...['encode', 'input', '--corpus', at('corpus.jsonl'), ...fields, 'output', '--embeddings', at('raw')],
    ...['encoder', '--encoder', 'splade-tiny', ...fields, '--max-length', '512', '--raw'],
  );
  const [documents, queries] = [at('raw/embeddings.jsonl'), at('queries.jsonl')];
  await run(
    'encode.query',
    '--topics',
    at('queries.tsv'),
    '--encoder',
    'splade-tiny',
    '--raw',
    '--output',
    queries,
  );

  console.log(row('weights', 'index, MB', 'nDCG@10', 'recall@1000'));
  console.log('|---|---|---|---|');
  const encoded = (path) => ['--topics', at('queries.tsv'), '--encoder', path];
  const print = (name, { ndcg, recall, megabytes }) =>
    console.log(row(name, megabytes.toFixed(2), ndcg.toFixed(4), recall.toFixed(4)));
  for (const quantBits of [2, 4, 6, 8, 16]) {
    const quantization = quantizationOf({ quantBits });
    quantizeFile(documents, at('documents.jsonl'), quantization);
    quantizeFile(queries, at('whole.jsonl'), quantization);
    print(
      `\`--quant-bits ${quantBits}\``,
      await qualityOf(folder, at('documents.jsonl'), encoded(at('whole.jsonl'))),
    );
  }
  for (const scale of [10, 100, 1000]) {
    print(
      `\`--raw\`, \`--scale ${scale}\``,
      await qualityOf(folder, documents, encoded(queries), ['--scale', `${scale}`]),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
