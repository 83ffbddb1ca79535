import { join } from 'node:path';
import type { FusedSystem, ImpactSystem, MeasureName, Reproduction, System } from './reproduction.js';

/** Replacements of parts of an experiment. */
export interface Overrides {
  /** The model. */
  readonly encoder?: string;
  /** Encoded documents: a JsonVectorCollection. */
  readonly vectors?: string;
  /** Encoded topics: each token repeated by its weight. */
  readonly encodedTopics?: string;
}

export type StepName = 'encode' | 'index' | 'search' | 'fuse' | 'evaluate';

/** A step of an experiment, as data. */
export interface Step {
  readonly name: StepName;
  readonly system: System;
  /** The command line that does the same, without `tserini`. */
  readonly command: readonly string[];
  /** Files and folders it reads. */
  readonly inputs: readonly string[];
  /** The file or folder it writes; absent for the evaluation. */
  readonly output?: string;
}

/** Measures with the cutoffs of each in one argument, as trec_eval takes them: `recall.100,1000`. */
export function measureArguments(measures: readonly MeasureName[]): string[] {
  const cutoffs = new Map<string, string[]>();
  for (const measure of measures) {
    const [name, cutoff] = measure.split('.') as [string, string];
    cutoffs.set(name, [...(cutoffs.get(name) ?? []), cutoff]);
  }
  return Array.from(cutoffs, ([name, values]) => `${name}.${values.join(',')}`);
}

/** The run of a system. */
export function runPath(output: string, system: string): string {
  return join(output, 'runs', `${system}.txt`);
}

/**
 * The steps of an experiment, in their order.
 * @param data a folder or zip archive in BEIR's layout
 * @param output folder of the vectors, the indexes and the runs
 */
export function planSteps(
  reproduction: Reproduction,
  data: string,
  output: string,
  overrides: Overrides = {},
): Step[] {
  const { systems, hits, measures } = reproduction;
  const search = ['--topics', data, '--qrels', data, '--hits', String(hits), '--remove-query'];
  const measureFlags = measureArguments(measures).flatMap((measure) => ['-m', measure]);
  return systems.flatMap((system) => {
    const run = runPath(output, system.name);
    const evaluation: Step = {
      name: 'evaluate',
      system,
      command: ['eval.trec_eval', '-c', ...measureFlags, data, run],
      inputs: [data, run],
    };
    const index = join(output, 'index', system.name);
    if (system.kind === 'fusion') return [fuseStep(system, output, run), evaluation];
    if (system.kind === 'bm25') {
      return [
        {
          name: 'index' as const,
          system,
          command: ['index.lucene', '--collection', 'BeirFlatCollection', '--input', data, '--index', index],
          inputs: [data],
          output: index,
        },
        {
          name: 'search' as const,
          system,
          command: ['search.lucene', '--bm25', '--index', index, ...search, '--output', run],
          inputs: [data, index],
          output: run,
        },
        evaluation,
      ];
    }
    return [...impactSteps(system, data, output, overrides, search), evaluation];
  });
}

function impactSteps(
  system: ImpactSystem,
  data: string,
  output: string,
  overrides: Overrides,
  search: readonly string[],
): Step[] {
  const encoder = overrides.encoder ?? system.encoder;
  const { encodedTopics, vectors = join(output, 'vectors', system.name) } = overrides;
  const index = join(output, 'index', system.name);
  const run = runPath(output, system.name);
  const encode: Step = {
    name: 'encode',
    system,
    command: [
      ...['encode', 'input', '--corpus', data, '--fields', ...system.fields],
      ...['output', '--embeddings', vectors],
      ...['encoder', '--encoder', encoder, '--fields', ...system.fields],
      ...['--max-length', String(system.maxLength)],
    ],
    inputs: [data],
    output: vectors,
  };
  const topics = encodedTopics
    ? ['--pretokenized', '--topics', encodedTopics, ...search.slice(2)]
    : ['--encoder', encoder, ...search];
  return [
    ...(overrides.vectors === undefined ? [encode] : []),
    {
      name: 'index',
      system,
      command: [
        ...['index.lucene', '--collection', 'JsonVectorCollection', '--input', vectors, '--index', index],
        ...['--impact', '--pretokenized'],
      ],
      inputs: [vectors],
      output: index,
    },
    {
      name: 'search',
      system,
      command: ['search.lucene', '--impact', '--index', index, ...topics, '--output', run],
      inputs: [encodedTopics ?? data, index],
      output: run,
    },
  ];
}

function fuseStep(system: FusedSystem, output: string, run: string): Step {
  const runs = system.of.map((name) => runPath(output, name));
  return {
    name: 'fuse',
    system,
    command: ['fusion', '--method', system.method, '--runs', ...runs, '--output', run],
    inputs: runs,
    output: run,
  };
}

/** A command line to paste into a shell. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
