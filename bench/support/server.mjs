// A server of NFCorpus for the benches: SPLADE-v3 vectors, the texts of the documents, and queries encoded with splade-tiny.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LuceneIndexer, LuceneIndexReader } from '../../dist/index.js';
import { readNfcorpus } from './nfcorpus.mjs';
import { sharedData } from './peers.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The same order in every run. */
function shuffled(items) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 0x7fffffff;
    return state;
  };
  return items
    .map((item) => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** All 3,237 queries of NFCorpus, as the path and query of a request for 10 hits. */
export function searchPaths(parameters = {}) {
  return shuffled(readNfcorpus('queries.jsonl')).map(
    ({ text }) => `/v1/nfcorpus/search?${new URLSearchParams({ query: text, hits: '10', ...parameters })}`,
  );
}

/**
 * Indexes NFCorpus in a new folder: its impacts, and its texts if asked.
 * @param isInferenceFree whether queries are looked up, not encoded with splade-tiny
 */
export async function nfcorpusIndex({ texts = false, isInferenceFree = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
  await new LuceneIndexer(join(folder, 'index')).index(sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'));
  const encoder = isInferenceFree ? await writeStaticModel(folder) : 'splade-tiny';
  let index = `nfcorpus=${join(folder, 'index')},encoder=${encoder}`;
  if (texts) {
    await new LuceneIndexer(join(folder, 'texts'), {
      collection: 'JsonCollection',
      storeRaw: true,
    }).index(textCollection(folder));
    index += `,bm25=${join(folder, 'texts')}`;
  }
  return { index, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A model of one SparseStaticEmbedding: splade-tiny's tokens, each with its inverse document frequency in the index. */
async function writeStaticModel(folder) {
  const model = join(folder, 'static');
  mkdirSync(model);
  const reader = await LuceneIndexReader.open(join(folder, 'index'));
  const { documents } = await reader.stats();
  const idf = {};
  for await (const { term, df } of reader.terms()) {
    idf[term] = Math.log(1 + (documents - df + 0.5) / (df + 0.5));
  }
  await reader.close();
  const type = 'sentence_transformers.sparse_encoder.models.SparseStaticEmbedding.SparseStaticEmbedding';
  writeFileSync(join(model, 'modules.json'), JSON.stringify([{ idx: 0, name: '0', path: '', type }]));
  writeFileSync(join(model, 'idf.json'), JSON.stringify(idf));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(
      fileURLToPath(new URL(`../../models/splade-tiny/${name}`, import.meta.url)),
      join(model, name),
    );
  }
  return model;
}

/** The documents as a JsonCollection. */
function textCollection(folder) {
  const path = join(folder, 'texts.jsonl');
  const records = readNfcorpus('corpus.jsonl').map(({ _id: id, title, text }) =>
    JSON.stringify({ id, contents: `${title}\n${text}`, title, text }),
  );
  writeFileSync(path, `${records.join('\n')}\n`);
  return path;
}

/** Starts `tserini serve` on a free port. */
export async function startServer(index, flags = []) {
  // Java fills its heap before it collects garbage. A small heap is full when the measurement begins.
  const heap = flags.includes('--heap') ? [] : ['--heap', '256m'];
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', ...heap, '--index', index, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface(child.stderr)) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url) return { child, url };
    console.error(line);
  }
  throw new Error('the server did not start');
}

export async function stopServer({ child }) {
  child.kill('SIGTERM');
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the server ended with ${code ?? signal}`);
}

/** Resident memory, in MB. */
export function megabytes({ child }) {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) / 1024;
}

/** Whether the process has loaded ONNX Runtime. */
export function hasOnnxRuntime({ child }) {
  return /onnxruntime/.test(readFileSync(`/proc/${child.pid}/maps`, 'utf8'));
}

export function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
