// Encoders with their model loaded, measured in turn.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { SpladeDocumentEncoder } from '../../dist/encode/splade-document-encoder.js';
import { GraphBuilder } from '../../dist/model/graph-builder.js';
import { loadTokenizer } from '../../dist/model/load-tokenizer.js';
import { openSession } from '../../dist/model/onnx.js';
import { dataType } from '../../dist/model/onnx-proto.js';
import { matrixOperations } from './random-checkpoint.mjs';

const threads = availableParallelism();

/** Encodes one document at a time as Pyserini does, and answers each line on standard input with seconds. */
const torchProgram = `
import json, sys, time, torch
from transformers import AutoModelForMaskedLM, AutoTokenizer
model = AutoModelForMaskedLM.from_pretrained(sys.argv[1]).eval()
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
texts = json.load(open(sys.argv[2]))
torch.set_num_threads(${threads})
for line in sys.stdin:
    started = time.perf_counter()
    with torch.no_grad():
        for text in texts:
            inputs = tokenizer([text], max_length=512, truncation=True, return_token_type_ids=False, return_tensors='pt')
            logits = model(**inputs).logits
            torch.max(torch.log(1 + torch.relu(logits)), dim=1)[0].numpy()
    print(time.perf_counter() - started, flush=True)
`;

async function torchEncoder(model, texts, textsFile) {
  const python = process.env.TORCH_PYTHON;
  if (!python) return undefined;
  writeFileSync(textsFile, JSON.stringify(texts));
  const child = spawn(python, ['-c', torchProgram, model.path, textsFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return {
    name: 'PyTorch, batch 1, no_grad',
    async run() {
      child.stdin.write('go\n');
      const [line] = await once(lines, 'line');
      return Number(line);
    },
    close: () => child.stdin.end(),
  };
}

async function ownEncoder(model, documents, dtype) {
  const encoder = await SpladeDocumentEncoder.load(model.path, { maxLength: 512, dtype, threads });
  return {
    name: `tserini, ${dtype}`,
    async run() {
      const started = performance.now();
      for await (const _ of encoder.encodeCorpus(documents)) {
        // Only the time counts.
      }
      return (performance.now() - started) / 1000;
    },
    close: () => encoder.close(),
  };
}

/** The product of two large matrices, in a graph of nothing else. @returns operations per second */
async function sgemm() {
  const size = 1536;
  const graph = new GraphBuilder('/');
  graph.rename(graph.node('Gemm', ['a', 'a'], { transB: 1 }), 'product');
  const matrix = (name) => ({ name, elemType: dataType.float32, shape: [size, size] });
  const session = await openSession(graph.build([matrix('a')], [matrix('product')]), 'the product', {
    threads,
  });
  const data = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i));
  return {
    async run() {
      const started = performance.now();
      await session.run({ a: { data, shape: [size, size] } });
      return (2 * size ** 3) / ((performance.now() - started) / 1000);
    },
    close: () => session.close(),
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Measures the encoders round by round, each after the other, and the plain product between them. */
export async function measureEncoders(model, records, rounds) {
  const documents = records.map(({ _id, title, text }) => ({ id: _id, title, text }));
  const texts = documents.map(({ title, text }) => `${title} ${text}`.trim());
  const tokenizer = await loadTokenizer(model.path);
  const operations = texts
    .map((text) => matrixOperations(model.measures, tokenizer.encode(text, 512).length))
    .reduce((a, b) => a + b, 0);
  const textsFile = `${process.env.TSERINI_CACHE}-texts.json`;
  const encoders = [
    await ownEncoder(model, documents, 'fp32'),
    await ownEncoder(model, documents, 'int8'),
    await torchEncoder(model, texts, textsFile),
  ].filter(Boolean);
  const product = await sgemm();
  const seconds = encoders.map(() => []);
  const peaks = [];
  for (let round = 0; round <= rounds; round++) {
    for (const [i, encoder] of encoders.entries()) {
      peaks.push(await product.run());
      const result = await encoder.run();
      if (round > 0) seconds[i].push(result);
    }
  }
  const peak = Math.max(...peaks);
  console.log(`  ${'sgemm, the best of all'.padEnd(30)} ${(peak / 1e9).toFixed(0).padStart(7)} GFLOPS`);
  for (const [i, { name }] of encoders.entries()) {
    const time = median(seconds[i]);
    const rate = (documents.length / time).toFixed(1);
    const share = ((100 * operations) / time / peak).toFixed(0);
    const times = i === 0 ? '' : `  first is ${(time / median(seconds[0])).toFixed(2)} × as fast`;
    console.log(`  ${name.padEnd(30)} ${rate.padStart(7)} docs/s  ${share.padStart(4)} % of sgemm${times}`);
  }
  for (const encoder of encoders) await encoder.close();
  await product.close();
}
