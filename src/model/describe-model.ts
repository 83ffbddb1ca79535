import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TseriniError } from '../util/errors.js';
import { openCheckpoint } from './checkpoint/checkpoint.js';
import { type BodyConfig, readModelConfig, readUniCoilConfig } from './checkpoint/config.js';
import type { Pooling } from './checkpoint/pooling.js';
import { elementCount } from './checkpoint/tensor.js';
import { findWeights } from './checkpoint/transformer-weights.js';
import type { Layout, Side } from './modules/layout.js';
import { layoutOf, type ModelPlan, planSide, planTokenizer, type StaticPlan } from './modules/plan.js';
import { usedFiles } from './modules/used-files.js';
import { type ResolveOptions, resolveModel } from './source.js';

/** What a model consists of, and what of it is not supported. */
export interface ModelDescription {
  /** Where its files are. */
  readonly folder: string;
  /** The files that encoding uses, by their paths in the folder, with their bytes. */
  readonly files: Readonly<Record<string, number>>;
  readonly query: SideDescription;
  readonly document: SideDescription;
}

/** What encodes queries, or documents. */
export interface SideDescription {
  /** The classes of the modules, and their folders; `.` is the model's own. */
  readonly modules: readonly string[];
  /** Why this side cannot be encoded; undefined if it can. */
  readonly unsupported?: string;
  readonly transformer?: TransformerDescription;
  /** How the logits at all positions become one weight. */
  readonly pooling?: Pooling;
  /** Tokens of the tokenizer. */
  readonly vocabulary?: number;
  /** The longest input by the model's configuration, in tokens; `--max-length` has a default of 256 at most. */
  readonly maxLength?: number | undefined;
  /** What the model wants before each text. */
  readonly prompt?: string;
  /** How many weights of a vector stay. */
  readonly maxActiveDims?: number | undefined;
}

/** A masked-language model: of an exported graph, only its file is known. */
export type TransformerDescription =
  | { readonly onnxFile: string }
  | {
      readonly architecture: string;
      readonly layers: number;
      readonly hiddenSize: number;
      readonly heads: number;
      /** The longest input that it takes, in tokens. */
      readonly positions: number;
      readonly parameters: number;
      /** The types of the stored numbers. */
      readonly dtypes: readonly string[];
    };

/**
 * Describes what would be loaded of a model, without loading its weights. What is not supported of a side is in its
 * description; a model whose list of modules is not supported is an error.
 * @param name `splade-tiny`, a folder, an `.onnx` file, or a name on the Hugging Face Hub
 * @throws TseriniError `NOT_FOUND`, `DOWNLOAD`, `IO`, `INTERRUPTED`, or `MODEL` naming a module that is not supported
 */
export async function describeModel(name: string, options: ResolveOptions = {}): Promise<ModelDescription> {
  const source = await resolveModel(name, { ...options, unsupportedToo: true });
  const layout = await layoutOf(source);
  const files: Record<string, number> = {};
  for (const file of await usedFiles(source)) files[file] = (await stat(join(source.folder, file))).size;
  const side = (which: Side) => describeSide(layout, which, () => planSide(source, layout, which));
  return { folder: source.folder, files, query: await side('query'), document: await side('document') };
}

async function describeSide(
  layout: Layout,
  side: Side,
  plan: () => Promise<ModelPlan>,
): Promise<SideDescription> {
  let modules = layout[side].map(({ type, path }) => `${type} (${path || '.'})`);
  try {
    const planned = await plan();
    const { encoder, prompt, maxLength, maxActiveDims } = planned;
    if (encoder.kind === 'unicoil') modules = ['UniCoilEncoder (.)'];
    const { vocabulary } = await planTokenizer(planned);
    const { pooling } = encoder.kind === 'transformer' ? encoder : {};
    return {
      modules,
      ...(encoder.kind !== 'static' ? { transformer: await describeTransformer(encoder) } : {}),
      ...(pooling ? { pooling } : {}),
      ...{ vocabulary: vocabulary.length, maxLength, prompt, maxActiveDims },
    };
  } catch (error) {
    if (error instanceof TseriniError && error.code === 'MODEL')
      return { modules, unsupported: error.message };
    throw error;
  }
}

async function describeTransformer(
  encoder: Exclude<ModelPlan['encoder'], StaticPlan>,
): Promise<TransformerDescription> {
  const { folder } = encoder;
  if (encoder.kind === 'transformer' && encoder.onnxFile !== undefined) return { onnxFile: encoder.onnxFile };
  const read: (path: string) => Promise<BodyConfig> =
    encoder.kind === 'unicoil' ? readUniCoilConfig : readModelConfig;
  const config = await read(join(folder, 'config.json'));
  const tensors = await openCheckpoint(folder);
  const { layers } = findWeights(tensors, config, folder);
  const { architecture, hiddenSize, heads, maxPositions } = config;
  return {
    ...{ architecture, layers: layers.length, hiddenSize, heads },
    positions: maxPositions,
    parameters: [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
    dtypes: [...new Set([...tensors.values()].map(({ type }) => type))].sort(),
  };
}
