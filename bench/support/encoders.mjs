// Encoders with their model loaded, measured in turn.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { SpladeDocumentEncoder } from '../../dist/encode/splade-document-encoder.js';
import { GraphBuilder } from '../../dist/model/graph/graph-builder.js';
import { dataType } from '../../dist/model/graph/onnx-proto.js';
import { openSession } from '../../dist/model/runtime/onnx.js';
import { loadTokenizer } from '../../dist/model/tokenizer/load-tokenizer.js';
import { matrixOperations } from './random-checkpoint.mjs';

const threads = availableParallelism();

/** Encodes one document at a time as Pyserini does, and prints the seconds for each line of standard input. */
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
    /** In a separate process. */
    elsewhere: true,
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

/** The product of two large matrices, in a graph of this one node. */
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
    /** Runs products for a second. */
    async run() {
      const started = performance.now();
      let operations = 0;
      while (performance.now() - started < 1000) {
        await session.run({ a: { data, shape: [size, size] } });
        operations += 2 * size ** 3;
      }
      return operations;
    },
    close: () => session.close(),
  };
}

/** Runs something once. @returns operations per second, and per second of the processors' time in this process */
async function rates(operationsOf) {
  const started = performance.now();
  const before = process.cpuUsage();
  const { operations, seconds = (performance.now() - started) / 1000 } = await operationsOf();
  const { user, system } = process.cpuUsage(before);
  return { wall: operations / seconds, processor: operations / ((user + system) / 1e6), seconds };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Measures the encoders round by round, each after the other, with a second of plain products between them.
 * An encoding is compared with the products right before and after it, as the speed of a shared machine changes during
 * a run.
 * @returns per encoder its name, documents per second, and the share of sgemm in percent
 */
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
  const products = [];
  const measureProduct = async () =>
    products.push(await rates(async () => ({ operations: await product.run() })));
  const results = encoders.map(() => []);
  await measureProduct();
  for (let round = 0; round <= rounds; round++) {
    for (const [i, encoder] of encoders.entries()) {
      const result = await rates(async () => ({ operations, seconds: await encoder.run() }));
      await measureProduct();
      if (round === 0) continue;
      const [before, after] = products.slice(-2);
      results[i].push({
        seconds: result.seconds,
        wallShare: (2 * result.wall) / (before.wall + after.wall),
        processorShare: (2 * result.processor) / (before.processor + after.processor),
      });
    }
  }
  const gigaflops = products.map(({ wall }) => wall / 1e9).sort((a, b) => a - b);
  const range = `${gigaflops[0].toFixed(0)} to ${gigaflops.at(-1).toFixed(0)}`;
  console.log(
    `  ${'sgemm'.padEnd(30)} ${median(gigaflops).toFixed(0).padStart(7)} GFLOPS, median (${range})`,
  );
  const first = median(results[0].map(({ seconds }) => seconds));
  const measured = [];
  for (const [i, { name, elsewhere }] of encoders.entries()) {
    const time = median(results[i].map(({ seconds }) => seconds));
    const percent = (share) => (100 * median(results[i].map((result) => result[share]))).toFixed(0);
    const rate = (documents.length / time).toFixed(1).padStart(7);
    const processor = elsewhere ? '' : `, ${percent('processorShare')} % by processor time`;
    measured.push({ name, rate: documents.length / time, share: Number(percent('wallShare')) });
    const times = i === 0 ? '' : `; first is ${(time / first).toFixed(2)} × as fast`;
    console.log(
      `  ${name.padEnd(30)} ${rate} docs/s  ${percent('wallShare').padStart(4)} % of sgemm${processor}${times}`,
    );
  }
  for (const encoder of encoders) await encoder.close();
  await product.close();
  return measured;
}
