import { TseriniError } from '../../util/errors.js';
import { type Device, requireCuda } from './device.js';
import { installCommand } from './onnx-package.js';
import { disableTelemetry } from './telemetry.js';

// The only file that imports onnxruntime-node. The library is loaded on first use: a program that only searches never
// pays its 30 ms and 80 MB. run() computes on the calling thread, with the session's own threads, and blocks the event
// loop. Sessions on several worker threads of one process have crashed (its issue 24486), so that a process has
// sessions on one thread only.

type Ort = typeof import('onnxruntime-node');

let runtime: Promise<Ort> | undefined;

async function load(): Promise<Ort> {
  disableTelemetry();
  runtime ??= import('onnxruntime-node');
  try {
    return await runtime;
  } catch (error) {
    runtime = undefined;
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') {
      throw new TseriniError(
        'MODEL',
        'ONNX Runtime is not installed: the script of its package onnxruntime-node did not reach nuget.org, or npm left out ' +
          `optional packages. Run: ${installCommand()}`,
      );
    }
    throw new TseriniError('MODEL', 'ONNX Runtime does not load on this machine (package onnxruntime-node)', {
      cause: error,
    });
  }
}

/**
 * Loads ONNX Runtime.
 * @returns its version
 * @throws TseriniError `MODEL` where it does not load
 */
export async function onnxRuntimeVersion(): Promise<string> {
  const { env } = await load();
  return env.versions.common;
}

export interface SessionOptions {
  /** Threads that share one run. Default: as many as there are physical cores. */
  readonly threads?: number | undefined;
  /** Default: the CPU. */
  readonly device?: Device | undefined;
  /** The folder of external data that the graph names. */
  readonly dataFolder?: string | undefined;
}

/** One loaded graph. */
export interface Session {
  /**
   * @param inputs numbers by input name, each with its shape
   * @returns the outputs by name; the arrays are the caller's
   */
  run(inputs: Readonly<Record<string, TensorInput>>): Promise<ReadonlyMap<string, TensorOutput>>;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  close(): Promise<void>;
}

export interface TensorInput {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly shape: readonly number[];
}

export interface TensorOutput {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly shape: readonly number[];
}

/**
 * Opens a session on a serialized graph or an `.onnx` file.
 * @param what names the model in errors
 * @throws TseriniError `MODEL` where ONNX Runtime refuses the graph
 */
export async function openSession(
  graph: Uint8Array | string,
  what: string,
  options: SessionOptions = {},
): Promise<Session> {
  const { InferenceSession, Tensor } = await load();
  const { dataFolder, threads } = options;
  const settings = {
    executionProviders: providersFor(options.device),
    // Its warnings would go to standard error, which a library must not write to.
    logSeverityLevel: 3 as const,
    ...(threads ? { intraOpNumThreads: threads } : {}),
    extra: {
      session: {
        // Threads that spin while they wait take the cores from other work: beside it a run took twice as long.
        intra_op: { allow_spinning: '0' },
        ...(dataFolder ? { model_external_initializers_file_folder_path: dataFolder } : {}),
      },
    },
  };
  let session: import('onnxruntime-node').InferenceSession;
  try {
    // Its types have an overload each for bytes and for a path.
    session = await (typeof graph === 'string'
      ? InferenceSession.create(graph, settings)
      : InferenceSession.create(graph, settings));
  } catch (error) {
    throw new TseriniError('MODEL', `ONNX Runtime cannot load ${what}: ${firstLine(error)}`, {
      cause: error,
    });
  }
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(inputs) {
      const feeds: Record<string, import('onnxruntime-node').Tensor> = {};
      for (const [name, { data, shape }] of Object.entries(inputs)) {
        if (data instanceof Float32Array) feeds[name] = new Tensor('float32', data, shape);
        else if (data instanceof Int32Array) feeds[name] = new Tensor('int32', data, shape);
        else feeds[name] = new Tensor('int64', data, shape);
      }
      try {
        const results = Object.entries(await session.run(feeds));
        return new Map(
          results.map(([name, { data, dims }]) => [
            name,
            { data: data as TensorOutput['data'], shape: dims },
          ]),
        );
      } catch (error) {
        throw new TseriniError('MODEL', `ONNX Runtime cannot run ${what}: ${firstLine(error)}`, {
          cause: error,
        });
      }
    },
    close: () => session.release(),
  };
}

function providersFor(device: Device = { name: 'cpu' }) {
  if (device.name === 'cpu') return ['cpu'];
  requireCuda();
  return [{ name: 'cuda', deviceId: device.index }];
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
