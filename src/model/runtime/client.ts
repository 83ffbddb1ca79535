import { availableParallelism } from 'node:os';
import { assertWhole } from '../../util/assert-whole.js';
import type { TransformerPlan, UniCoilPlan } from '../modules/plan.js';
import type { TokenizerInput } from '../tokenizer/tokenizer.js';
import { ModelHost } from './host.js';
import type { LoadedModel, SparseOutput } from './protocol.js';
import type { SpladeModelOptions } from './splade-model.js';

/** A model that computes outside the program's own thread. */
export interface ModelClient extends Pick<LoadedModel, 'vocabulary' | 'maxPositions' | 'pooling'> {
  /** Splits a text into tokens, without special tokens; undefined where the tokenizer is on another thread. */
  readonly tokenize?: ((text: string) => readonly string[]) | undefined;
  /** How many of them compute side by side. */
  readonly processes: number;
  /** Texts that a call of `encode` should have: enough to find some of equal length where a run takes several. */
  readonly textsPerCall: number;
  /**
   * @param maxLength in tokens, special tokens included; what is longer loses its end
   * @returns the weights of each text, in the order of the texts
   * @throws TseriniError `INTERRUPTED` by the signal
   */
  encode(inputs: readonly TokenizerInput[], maxLength: number, signal?: AbortSignal): Promise<SparseOutput[]>;
  /** Frees the model. */
  close(): Promise<void>;
}

export interface OpenModelOptions extends SpladeModelOptions {
  /**
   * Processes that each hold the model and take texts in turn. One text cannot keep many cores busy, so a
   * machine with many of them is served better so, at the memory of as many models. Default: 1, which is a
   * thread of this process.
   */
  readonly processes?: number | undefined;
}

/** The thread that holds the models of this process: several with sessions in one process have crashed. */
let shared: ModelHost | undefined;

/** Starts the thread, which then reads its code, if it does not run yet. */
function startModelThread(): ModelHost {
  if (!shared?.alive) shared = new ModelHost('thread');
  return shared;
}

/** Runs per call: with as many, few texts of a run are much shorter than its longest. */
const runsPerCall = 16;

/**
 * Loads a model on the encoding thread, or in processes of its own.
 * @param signal stops loading; once it is aborted, closing does not wait for the text that is being computed
 * @throws TseriniError `NOT_FOUND`, `IO`, `MODEL`, `INTERRUPTED`, or `USAGE` for a number of processes out of range
 */
export async function openModel(
  plan: TransformerPlan | UniCoilPlan,
  { processes = 1, ...options }: OpenModelOptions,
  signal?: AbortSignal,
): Promise<ModelClient> {
  assertWhole('processes', processes);
  const isShared = processes === 1;
  const hosts = isShared
    ? [startModelThread()]
    : Array.from({ length: processes }, () => new ModelHost('process'));
  const threads = isShared
    ? options.threads
    : Math.max(1, Math.floor((options.threads ?? availableParallelism()) / processes));
  const load = async (host: ModelHost) =>
    (await host.call({ kind: 'load', plan, options: { ...options, threads } }, signal)) as LoadedModel;
  const end = () => {
    if (!isShared) for (const host of hosts) host.end();
  };
  try {
    // The first alone, so that what it may have to prepare is prepared once.
    const { model, textsPerRun, ...loaded } = await load(hosts[0]!);
    await Promise.all(hosts.slice(1).map(load));
    return {
      ...loaded,
      processes,
      textsPerCall: textsPerRun === 1 ? 1 : textsPerRun * runsPerCall,
      encode(inputs, maxLength, stop) {
        const idlest = hosts.reduce((best, host) => (host.load < best.load ? host : best));
        return idlest.call({ kind: 'encode', model, inputs, maxLength }, stop) as Promise<SparseOutput[]>;
      },
      async close() {
        const alive = hosts.filter((host) => host.alive);
        const closed = Promise.all(alive.map((host) => host.call({ kind: 'close', model }))).finally(end);
        if (signal?.aborted) closed.catch(() => {});
        else await closed;
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}
