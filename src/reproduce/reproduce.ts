import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beirDatasets } from '../datasets/beir.js';
import { fetchDataset } from '../datasets/fetch-dataset.js';
import { resolveQrels } from '../datasets/named-qrels.js';
import { evaluateFile } from '../eval/evaluate.js';
import { formatSigned } from '../eval/format-number.js';
import { loadQrels } from '../eval/read-qrels.js';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';
import { DoneSteps } from './done-steps.js';
import { judge, type SystemResult } from './metrics.js';
import { measureArguments, type Overrides, planSteps, type Step } from './plan.js';
import type { Reproduction } from './reproduction.js';
import { runStep } from './run-step.js';

export interface ReproduceOptions extends Overrides {
  /** A folder or zip archive in BEIR's layout; without it, the data set is downloaded. */
  readonly data?: string;
  /** The folder for the vectors, the indexes and the runs. */
  readonly output: string;
  readonly signal?: AbortSignal;
  /** Called when a step begins. */
  readonly onStep?: (step: Step) => void;
  /** Called with the documents or topics of the current step done so far, and their total. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called when a step has ended; `before`: the step was skipped, because an earlier run completed it. */
  readonly onDone?: (step: Step, count: number, before: boolean) => void;
  /** Called with what may be wrong: topics without hits, or an index that another model made. */
  readonly onWarning?: (step: Step, message: string) => void;
  /** Called with the bytes of the data set or the model downloaded so far, and their total. */
  readonly onDownload?: (done: number, total: number) => void;
}

export interface ReproduceResult {
  readonly data: string;
  readonly steps: readonly Step[];
  /** One per system. */
  readonly results: readonly SystemResult[];
}

const noProgress = () => {};

/**
 * The path of an experiment's data: the one given, the folder in the package, or the data set's archive in the cache,
 * downloaded if it is missing.
 * @throws TseriniError `DOWNLOAD`, `IO`; `NOT_FOUND` for a data set that is not published
 */
async function locateData({ data }: Reproduction, options: ReproduceOptions): Promise<string> {
  if (options.data !== undefined) return options.data;
  if ('folder' in data) return data.folder;
  return fetchDataset(beirDatasets.get(data.dataset)!, options);
}

/**
 * Runs an experiment from text to metrics. Steps whose output is complete and up to date are skipped.
 * @throws TseriniError as its steps do; `INTERRUPTED` by the signal
 */
export async function reproduce(
  reproduction: Reproduction,
  options: ReproduceOptions,
): Promise<ReproduceResult> {
  const {
    output,
    signal = new AbortController().signal,
    onProgress = noProgress,
    onDownload = noProgress,
  } = options;
  const data = await locateData(reproduction, options);
  const qrels = await loadQrels(await resolveQrels(data), { signal });
  const steps = planSteps(reproduction, data, output, options);
  const done = new DoneSteps(output, packageVersion());
  const measures = measureArguments(reproduction.measures);
  const results: SystemResult[] = [];
  for (const step of steps) {
    throwIfStopped(signal);
    options.onStep?.(step);
    if (step.name === 'evaluate') {
      // As `trec_eval -c`: a topic without hits counts as 0.
      const evaluation = await evaluateFile(qrels, step.inputs[1]!, measures, { complete: true, signal });
      results.push(judge(step.system, reproduction.measures, evaluation));
      options.onDone?.(step, evaluation.topics.length, false);
      continue;
    }
    const before = await done.find(step);
    const count =
      before ??
      (await runStep(step, {
        reproduction,
        data,
        output,
        overrides: options,
        overwrite: await done.wasDone(step),
        onProgress,
        onDownload,
        onWarning: (message) => options.onWarning?.(step, message),
        signal,
      }));
    if (before === undefined) await done.remember(step, count);
    options.onDone?.(step, count, before !== undefined);
  }
  return { data, steps, results };
}

/** Removes an experiment's output: vectors, indexes, runs. */
export async function removeOutput(output: string): Promise<void> {
  for (const name of ['vectors', 'index', 'runs', '.done']) {
    await rm(join(output, name), { recursive: true, force: true });
  }
}

/** @throws TseriniError `INPUT` if a metric differs, naming each */
export function requireExpected(results: readonly SystemResult[]): void {
  const wrong = results.flatMap(({ system, metrics }) =>
    Array.from(metrics, ([measure, { value, expected, off }]) =>
      off === 0
        ? []
        : `${system.name} ${measure} ${value.toFixed(4)}, expected ${expected!.toFixed(4)} (${formatSigned(off)})`,
    ).flat(),
  );
  if (wrong.length > 0)
    throw new TseriniError('INPUT', `not reproduced: ${wrong.join('; ')}`, { value: wrong });
}
