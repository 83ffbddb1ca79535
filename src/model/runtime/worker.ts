import { parentPort } from 'node:worker_threads';
import { groupByLength } from './batching.js';
import { loadExportedModel } from './exported-model.js';
import {
  type Answer,
  type Call,
  type Reply,
  type Request,
  type SparseOutput,
  toFailure,
} from './protocol.js';
import { loadSpladeModel, type SpladeModel } from './splade-model.js';

// The encoding thread, or process: it holds the models and does everything that would block a host's event loop.

const models = new Map<number, SpladeModel>();
let lastModel = 0;

async function answer(call: Call): Promise<Answer> {
  if (call.kind === 'load') {
    const { source, options } = call;
    const loaded = source.onnxFile
      ? await loadExportedModel(source.onnxFile, options)
      : await loadSpladeModel(source.folder, options);
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
  return encode(
    model,
    call.inputs.map((input) => model.tokenizer.encode(input, call.maxLength)),
  );
}

/** @returns the weights of each text, in the order of the texts */
async function encode(model: SpladeModel, texts: readonly Int32Array[]): Promise<SparseOutput[]> {
  const outputs: SparseOutput[] = [];
  const lengths = texts.map(({ length }) => length);
  for (const group of groupByLength(lengths, model.textsPerRun)) {
    const ids = group.map((i) => texts[i]!);
    const weights = model.runBatch ? await model.runBatch(ids) : [await model.run(ids[0]!)];
    for (const [i, text] of group.entries()) outputs[text] = sparse(weights[i]!);
  }
  return outputs;
}

function sparse(weights: Float32Array): SparseOutput {
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

function serve({ id, call }: Request, send: (reply: Reply) => void): void {
  queue = queue.then(async () => {
    let reply: Reply;
    try {
      reply = { id, answer: await answer(call) };
    } catch (error) {
      reply = { id, failure: toFailure(error) };
    }
    send(reply);
  });
}

if (parentPort) {
  const port = parentPort;
  port.on('message', (request: Request) => serve(request, (reply) => port.postMessage(reply)));
} else {
  process.on('message', (request: Request) => serve(request, (reply) => process.send?.(reply)));
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches every process of a terminal; the one that commands decides what is to become of it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
}
