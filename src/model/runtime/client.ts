import { availableParallelism } from 'node:os';
import { assertWhole } from '../../util/assert-whole.js';
import type { Pooling } from '../checkpoint/pooling.js';
import type { ModelSource } from '../source.js';
import type { TokenizerInput } from '../tokenizer/tokenizer.js';
import { ModelHost } from './host.js';
import type { LoadedModel, SparseOutput } from './protocol.js';
import type { SpladeModelOptions } from './splade-model.js';

/** A model off the host's own thread. */
export interface ModelClient {
  readonly vocabulary: readonly (string | undefined)[];
  /** The longest sequence that the model takes, in tokens. */
  readonly maxPositions: number;
  /** Unknown where it is inside an exported graph. */
  readonly pooling: Pooling | undefined;
  /** Texts that compute side by side. */
  readonly width: number;
  /**
   * How many texts to hand over at a time: 1, or enough to find many of like length among them where several
   * are computed together.
   */
  readonly window: number;
  /**
   * @param maxLength in tokens, special tokens included; what is longer loses its end
   * @returns the weights of each text, in the order of the texts
   */
  encode(inputs: readonly TokenizerInput[], maxLength: number): Promise<SparseOutput[]>;
  close(): Promise<void>;
}

export interface OpenModelOptions extends SpladeModelOptions {
  /**
   * Processes that each hold the model and take texts in turn. One text cannot keep many cores busy, so a
   * machine with many of them is served better so, at the memory of as many models. Default: 1, which is a
   * thread of this process.
   */
  readonly processes?: number;
}

/** The thread that the models of this process live on: several with sessions in one process have crashed. */
let shared: ModelHost | undefined;

/** Starts the thread, which reads its code then, where it does not run yet. */
export function startModelThread(): ModelHost {
  if (!shared?.alive) shared = new ModelHost('thread');
  return shared;
}

/**
 * Loads a model on the encoding thread, or in processes of its own.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`, `USAGE` for a number of processes out of range
 */
export async function openModel(source: ModelSource, options: OpenModelOptions): Promise<ModelClient> {
  const { processes = 1, ...modelOptions } = options;
  assertWhole('processes', processes);
  if (processes > 1) return inProcesses(source, modelOptions, processes);
  const host = startModelThread();
  const loaded = await load(host, source, modelOptions);
  return {
    ...describe(loaded, 1),
    encode: (inputs, maxLength) => encode(host, loaded, inputs, maxLength),
    close: async () => {
      if (host.alive) await host.call({ kind: 'close', model: loaded.model });
    },
  };
}

async function inProcesses(
  source: ModelSource,
  options: SpladeModelOptions,
  count: number,
): Promise<ModelClient> {
  const threads = Math.max(1, Math.floor((options.threads ?? availableParallelism()) / count));
  const hosts = Array.from({ length: count }, () => new ModelHost('process'));
  const endAll = () => {
    for (const host of hosts) host.end();
  };
  try {
    // The first alone, so that what it may have to prepare is prepared once.
    const first = await load(hosts[0]!, source, { ...options, threads });
    await Promise.all(hosts.slice(1).map((host) => load(host, source, { ...options, threads })));
    return {
      ...describe(first, count),
      encode: (inputs, maxLength) => {
        const idlest = hosts.reduce((best, host) => (host.load < best.load ? host : best));
        return encode(idlest, first, inputs, maxLength);
      },
      close: async () => endAll(),
    };
  } catch (error) {
    endAll();
    throw error;
  }
}

async function load(host: ModelHost, source: ModelSource, options: SpladeModelOptions): Promise<LoadedModel> {
  return (await host.call({ kind: 'load', source, options })) as LoadedModel;
}

function encode(
  host: ModelHost,
  { model }: LoadedModel,
  inputs: readonly TokenizerInput[],
  maxLength: number,
) {
  return host.call({ kind: 'encode', model, inputs, maxLength }) as Promise<SparseOutput[]>;
}

/** Runs of a window: with as many, few texts of a run are much shorter than its longest. */
const runsPerWindow = 16;

function describe({ vocabulary, maxPositions, pooling, textsPerRun }: LoadedModel, width: number) {
  const window = textsPerRun === 1 ? 1 : textsPerRun * runsPerWindow;
  return { vocabulary, maxPositions, pooling, width, window };
}
