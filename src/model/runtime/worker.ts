import { parentPort } from 'node:worker_threads';
import type { TransformerPlan, UniCoilPlan } from '../modules/plan.js';
import { groupByLength } from './batching.js';
import { loadExportedModel } from './exported-model.js';
import { loadExportedUniCoil } from './exported-unicoil.js';
import {
  type Answer,
  type Call,
  type Reply,
  type Request,
  type SparseOutput,
  type SparseWeights,
  toFailure,
} from './protocol.js';
import { loadSpladeModel, type SpladeModelOptions } from './splade-model.js';
import { loadUniCoilModel, type TextModel } from './unicoil-model.js';

// The encoding thread, or process: it holds the models and does everything that would block a program's event loop.

const models = new Map<number, TextModel>();
let lastModel = 0;
/** Calls whose answers the host waits for. */
const awaited = new Set<number>();

async function answer(id: number, call: Call): Promise<Answer> {
  if (call.kind === 'load') {
    const loaded = await load(call.plan, call.options);
    models.set(++lastModel, loaded);
    const { maxPositions, pooling, textsPerRun } = loaded;
    return { model: lastModel, vocabulary: loaded.tokenizer.vocabulary, maxPositions, pooling, textsPerRun };
  }
  const model = models.get(call.model)!;
  if (call.kind === 'close') {
    models.delete(call.model);
    await model.close();
    return undefined;
  }
  const { inputs, maxLength } = call;
  const { tokenizer } = model;
  const texts = inputs.map((input) => tokenizer.encode(input, maxLength));
  // Of a text that fills the length, one token more shows whether it was cut.
  const isCut = texts.map(
    ({ length }, i) => length === maxLength && tokenizer.encode(inputs[i]!, maxLength + 1).length > maxLength,
  );
  const outputs: SparseOutput[] = [];
  const lengths = texts.map(({ length }) => length);
  for (const group of groupByLength(lengths, model.textsPerRun)) {
    if (!awaited.has(id)) break;
    const weights = await model.weigh(group.map((i) => texts[i]!));
    for (const [i, text] of group.entries()) outputs[text] = { ...weights[i]!, truncated: isCut[text]! };
  }
  return outputs;
}

async function load(plan: TransformerPlan | UniCoilPlan, options: SpladeModelOptions): Promise<TextModel> {
  if (plan.kind === 'unicoil') {
    const { onnxFile } = plan;
    return onnxFile ? loadExportedUniCoil({ ...plan, onnxFile }, options) : loadUniCoilModel(plan, options);
  }
  const model = await (plan.onnxFile ? loadExportedModel(plan, options) : loadSpladeModel(plan, options));
  return { ...model, weigh: async (texts) => (await model.run(texts)).map(sparse) };
}

function sparse(weights: Float32Array): SparseWeights {
  let count = 0;
  for (const weight of weights) if (weight !== 0) count++;
  const ids = new Int32Array(count);
  const values = new Float32Array(count);
  let next = 0;
  for (let id = 0; id < weights.length; id++) {
    if (weights[id] === 0) continue;
    ids[next] = id;
    values[next++] = weights[id]!;
  }
  return { ids, weights: values };
}

// One call after the other: a run of the graph takes all its threads anyway.
let queue = Promise.resolve();

function serve(request: Request, send: (reply: Reply) => void): void {
  if ('cancel' in request) {
    awaited.delete(request.cancel);
    return;
  }
  const { id, call } = request;
  awaited.add(id);
  queue = queue.then(async () => {
    try {
      send({ id, answer: awaited.has(id) ? await answer(id, call) : undefined });
    } catch (error) {
      send({ id, failure: toFailure(error) });
    }
    awaited.delete(id);
  });
}

if (parentPort) {
  const port = parentPort;
  port.on('message', (request: Request) => serve(request, (reply) => port.postMessage(reply)));
} else {
  process.on('message', (request: Request) => serve(request, (reply) => process.send?.(reply)));
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches every process of a terminal; the parent decides when this one ends.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
}
