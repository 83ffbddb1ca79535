// Encoders with their model loaded, measured in turn.

import { spawn, spawnSync } from 'node:child_process';
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

/** The start of a program of a peer, whose arguments are a model, a file of texts and the most tokens of one. */
const pythonStart = `
import json, sys, time, torch
from transformers import AutoModelForMaskedLM, AutoTokenizer
model = AutoModelForMaskedLM.from_pretrained(sys.argv[1]).eval()
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
texts = json.load(open(sys.argv[2]))
torch.set_num_threads(${threads})
def tokenize(text, tensors):
    return tokenizer([text], max_length=int(sys.argv[3]), truncation=True, return_token_type_ids=False, return_tensors=tensors)
def repeat(encode):
    for line in sys.stdin:
        started = time.perf_counter()
        for text in texts:
            encode(text)
        print(time.perf_counter() - started, flush=True)
`;

/** One document at a time, as Pyserini does. */
const torchProgram = `${pythonStart}
def encode(text):
    with torch.no_grad():
        logits = model(**tokenize(text, 'pt')).logits
        torch.max(torch.log(1 + torch.relu(logits)), dim=1)[0].numpy()
repeat(encode)
`;

/** ONNX Runtime's own quantization of the model as PyTorch exports it. */
const onnxProgram = `${pythonStart}
import numpy, onnxruntime, os, tempfile
from onnxruntime.quantization import quantize_dynamic
names = ['input_ids', 'attention_mask']
with tempfile.TemporaryDirectory() as folder:
    exported, quantized = os.path.join(folder, 'model.onnx'), os.path.join(folder, 'int8.onnx')
    example = tokenize('an example of a text', 'pt')
    axes = {name: {0: 'texts', 1: 'tokens'} for name in names + ['logits']}
    torch.onnx.export(model, tuple(example[name] for name in names), exported, input_names=names,
                      output_names=['logits'], dynamic_axes=axes, dynamo=False)
    quantize_dynamic(exported, quantized)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = ${threads}
    session = onnxruntime.InferenceSession(quantized, options, providers=['CPUExecutionProvider'])
def encode(text):
    inputs = tokenize(text, 'np')
    logits = session.run(['logits'], {name: inputs[name] for name in names})[0]
    numpy.log1p(numpy.maximum(logits.max(axis=1), 0))
repeat(encode)
`;

/** An encoder in a process of its own, which prints the seconds that all texts took for each line of standard input. */
function pythonEncoder(name, program, args) {
  const child = spawn(process.env.TORCH_PYTHON, ['-W', 'ignore', '-c', program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const failed = once(child, 'exit').then(([status]) => {
    if (status !== 0) throw new Error(`${name}: its Python ended with ${status}`);
  });
  // It is awaited in a run, and may fail before the first.
  failed.catch(() => {});
  return {
    name,
    elsewhere: true,
    async run() {
      child.stdin.write('go\n');
      const [line] = await Promise.race([once(lines, 'line'), failed]);
      return Number(line);
    },
    close: () => child.stdin.end(),
  };
}

/** The peers that TORCH_PYTHON has the packages of. */
function pythonEncoders(model, texts, textsFile, maxLength) {
  const python = process.env.TORCH_PYTHON;
  if (!python) return [];
  writeFileSync(textsFile, JSON.stringify(texts));
  const args = [model.path, textsFile, maxLength];
  const peers = [pythonEncoder('PyTorch, batch 1, no_grad', torchProgram, args)];
  const { status } = spawnSync(python, ['-c', 'import onnx, onnxruntime'], { stdio: 'ignore' });
  if (status === 0) peers.push(pythonEncoder('ONNX Runtime, quantize_dynamic, int8', onnxProgram, args));
  return peers;
}

async function ownEncoder(model, documents, dtype, maxLength) {
  const encoder = await SpladeDocumentEncoder.load(model.path, { maxLength, dtype, threads });
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

/**
 * A product of two large matrices in a graph of its own, which is run for a second at a time.
 * @param input the shape of the graph's one input, in float32
 * @param build adds the nodes, @returns the output
 */
async function largeProduct(size, input, build) {
  const graph = new GraphBuilder('/');
  graph.rename(build(graph), 'product');
  const tensor = (name, shape) => ({ name, elemType: dataType.float32, shape });
  const session = await openSession(
    graph.build([tensor('a', input)], [tensor('product', [1, size])]),
    'the product',
    { threads },
  );
  const data = Float32Array.from({ length: input[0] * input[1] }, (_, i) => Math.abs(100 * Math.sin(i)));
  return {
    async run() {
      const started = performance.now();
      let operations = 0;
      while (performance.now() - started < 1000) {
        await session.run({ a: { data, shape: input } });
        operations += 2 * size ** 3;
      }
      return operations;
    },
    close: () => session.close(),
  };
}

/** The first row of a matrix: a whole one would take long to return. */
const firstRow = (graph, matrix) =>
  graph.node('Slice', [matrix, graph.integers([0]), graph.integers([1]), graph.integers([0])]);

/** In float32. */
function sgemm() {
  const size = 1536;
  return largeProduct(size, [size, size], (graph) =>
    firstRow(graph, graph.node('Gemm', ['a', 'a'], { transB: 1 })),
  );
}

/** Of uint8 and constant int8, as in an int8 model: with VNNI where the processor has it. */
function int8Product() {
  const size = 2048;
  return largeProduct(size, [1, size], (graph) => {
    const row = graph.node('Cast', ['a'], { to: dataType.uint8 });
    const activations = graph.node('Expand', [row, graph.integers([size, size])]);
    const weights = graph.bytes(
      Int8Array.from({ length: size * size }, (_, i) => (i % 127) - 63),
      [size, size],
    );
    const product = firstRow(graph, graph.node('MatMulInteger', [activations, weights]));
    return graph.node('Cast', [product], { to: dataType.float32 });
  });
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
 * Measures the encoders round by round, each after the other, with a second of each plain product between them.
 * An encoding is compared with the products right before and after it, as the speed of a shared machine changes during
 * a run.
 * @param model of which `maxLength` is the longest input in tokens, 512 if it has none
 * @returns per encoder its name, documents and tokens per second, and the share of the product of its numbers, in percent
 */
export async function measureEncoders(model, records, rounds) {
  const { maxLength = 512 } = model;
  const documents = records.map(({ _id, title, text }) => ({ id: _id, title, text }));
  const texts = documents.map(({ title, text }) => `${title} ${text}`.trim());
  const tokenizer = await loadTokenizer(model.path);
  const lengths = texts.map((text) => tokenizer.encode(text, maxLength).length);
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const operations = sum(lengths.map((length) => matrixOperations(model.measures, length)));
  const textsFile = `${process.env.TSERINI_CACHE}-texts.json`;
  const encoders = [
    await ownEncoder(model, documents, 'fp32', maxLength),
    await ownEncoder(model, documents, 'int8', maxLength),
    ...pythonEncoders(model, texts, textsFile, maxLength),
  ];
  const products = [
    { name: 'sgemm', unit: 'GFLOPS', product: await sgemm(), results: [] },
    { name: 'int8 product', unit: 'GOPS', product: await int8Product(), results: [] },
  ];
  const measureProducts = async () => {
    for (const { product, results } of products)
      results.push(await rates(async () => ({ operations: await product.run() })));
  };
  const productOf = ({ name }) => products[name.endsWith('int8') ? 1 : 0];
  const results = encoders.map(() => []);
  await measureProducts();
  for (let round = 0; round <= rounds; round++) {
    for (const [i, encoder] of encoders.entries()) {
      const result = await rates(async () => ({ operations, seconds: await encoder.run() }));
      await measureProducts();
      if (round === 0) continue;
      const [before, after] = productOf(encoder).results.slice(-2);
      results[i].push({
        seconds: result.seconds,
        wallShare: (2 * result.wall) / (before.wall + after.wall),
        processorShare: (2 * result.processor) / (before.processor + after.processor),
      });
    }
  }
  for (const { name, unit, results } of products) {
    const billions = results.map(({ wall }) => wall / 1e9).sort((a, b) => a - b);
    const range = `${billions[0].toFixed(0)} to ${billions.at(-1).toFixed(0)}`;
    console.log(`  ${name.padEnd(30)} ${median(billions).toFixed(0).padStart(7)} ${unit}, median (${range})`);
  }
  const first = median(results[0].map(({ seconds }) => seconds));
  const measured = [];
  for (const [i, encoder] of encoders.entries()) {
    const { name, elsewhere } = encoder;
    const time = median(results[i].map(({ seconds }) => seconds));
    const percent = (share) => (100 * median(results[i].map((result) => result[share]))).toFixed(0);
    const rate = (documents.length / time).toFixed(1).padStart(7);
    const tokens = sum(lengths) / time;
    const processor = elsewhere ? '' : `, ${percent('processorShare')} % by processor time`;
    measured.push({ name, rate: documents.length / time, tokens, share: Number(percent('wallShare')) });
    const times = i === 0 ? '' : `; first is ${(time / first).toFixed(2)} × as fast`;
    console.log(
      `  ${name.padEnd(30)} ${rate} docs/s  ${tokens.toFixed(0).padStart(6)} tokens/s  ` +
        `${percent('wallShare').padStart(4)} % of ${productOf(encoder).name}${processor}${times}`,
    );
  }
  for (const encoder of encoders) await encoder.close();
  for (const { product } of products) await product.close();
  return measured;
}
