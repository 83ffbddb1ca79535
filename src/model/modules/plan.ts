import { join } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { type JsonObject, readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { isUniCoil, readModelConfig, readUniCoilConfig } from '../checkpoint/config.js';
import { type Pooling, readPooling, usualPooling } from '../checkpoint/pooling.js';
import type { ModelSource } from '../model-source.js';
import type { Tokenizer } from '../tokenizer/tokenizer.js';
import { type Chain, type Layout, type Module, readLayout, type Side } from './layout.js';
import { adapterFile, namesInside, settingsFiles } from './model-files.js';
import { namesIn, optionalJson, optionalObject } from './used-files.js';
import { chooseWeights } from './weight-files.js';

/** A masked-language model and what becomes of its logits. */
export interface TransformerPlan {
  readonly kind: 'transformer';
  /** The folder of its configuration and tokenizer. */
  readonly folder: string;
  /** An exported graph, in place of a checkpoint in the folder. */
  readonly onnxFile?: string;
  readonly pooling: Pooling;
  /** Whether texts lose the white space around them, as Python sees it. */
  readonly strips: boolean;
  /** Whether texts are lowercased before the tokenizer, whatever that does by itself. */
  readonly lowercase: boolean;
}

/** uniCOIL: each token of a text gets a weight, and no other token does. */
export interface UniCoilPlan {
  readonly kind: 'unicoil';
  /** The folder of its configuration, tokenizer and weights. */
  readonly folder: string;
  /** An exported graph, in place of a checkpoint in the folder. */
  readonly onnxFile?: string;
  /** What counts of a token that occurs more than once: the sum in queries, the maximum in documents. */
  readonly side: Side;
}

/** One weight per token, which is looked up. */
export interface StaticPlan {
  readonly kind: 'static';
  /** The folder of its weights and tokenizer. */
  readonly folder: string;
}

/** What a model's files say about encoding queries or documents. */
export interface ModelPlan {
  readonly layout: Layout;
  readonly encoder: TransformerPlan | UniCoilPlan | StaticPlan;
  /** Whether vectors are divided by their length: sentence-transformers' Normalize. */
  readonly normalizes: boolean;
  /** What the model wants before each text. */
  readonly prompt: string;
  /** The longest input in tokens by the configuration, special tokens included; undefined if it says nothing. */
  readonly maxLength: number | undefined;
  /** How many weights of a vector stay, the largest ones. */
  readonly maxActiveDims: number | undefined;
  /** The special tokens by the tokenizer's configuration. */
  readonly specialTokens: readonly string[];
}

/**
 * Reads which modules a model has for queries or for documents, and their settings, as sentence-transformers 6 does.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` naming what is not supported, of either side: the vectors of one
 * are of no use without the other's
 * @param encoderClass `unicoil` for an exported graph of that kind: no file of it says what it is
 */
export async function planModel(source: ModelSource, side: Side, encoderClass?: string): Promise<ModelPlan> {
  const { query, document } = await planSides(source, encoderClass);
  return side === 'query' ? query : document;
}

/**
 * Checks a model of which the weights are not there so far: its modules, architecture, settings and tokenizers.
 * @throws as {@link planModel}
 */
export async function checkDescription(source: ModelSource, layout: Layout): Promise<void> {
  for (const side of ['query', 'document'] as const) {
    await planTokenizer(await planSide(source, layout, side));
  }
}

/**
 * The tokenizer of a plan, which most programs leave to the thread of the model.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function planTokenizer({ encoder }: ModelPlan): Promise<Tokenizer> {
  const lowercase = encoder.kind === 'transformer' && encoder.lowercase;
  if (encoder.kind !== 'static' && encoder.onnxFile !== undefined) {
    const { exportedTokenizer } = await import('../tokenizer/exported-tokenizer.js');
    return exportedTokenizer(encoder.folder, lowercase);
  }
  const { loadTokenizer } = await import('../tokenizer/load-tokenizer.js');
  return loadTokenizer(encoder.folder, { lowercase });
}

/** The plans of both sides. @throws as {@link planModel} */
async function planSides(source: ModelSource, encoderClass?: string): Promise<Record<Side, ModelPlan>> {
  const layout = await layoutOf(source);
  return {
    query: await planSide(source, layout, 'query', encoderClass),
    document: await planSide(source, layout, 'document', encoderClass),
  };
}

/** Which modules a model has. @throws TseriniError `IO`, or `MODEL` naming one that is not supported */
export function layoutOf({ folder }: ModelSource): Promise<Layout> {
  return readLayout((path) => optionalJson(join(folder, path)), folder);
}

/** The plan of one side, whatever the other is. @throws as {@link planModel} */
export async function planSide(
  { folder, onnxFile, names }: ModelSource,
  layout: Layout,
  side: Side,
  encoderClass?: string,
): Promise<ModelPlan> {
  const general = await optionalObject(join(folder, 'config_sentence_transformers.json'));
  const prompts = isObject(general.prompts) ? general.prompts : {};
  const first = layout[side][0]!;
  const place = join(folder, first.path);
  const tokenizer = await optionalObject(join(place, 'tokenizer_config.json'));
  const settings = first.kind === 'static' ? {} : await readSettings(first, place);
  const limit = settings[`${side}_length`] ?? settings.max_seq_length ?? tokenizer.model_max_length;
  return {
    layout,
    encoder: await encoderOf(layout, side, folder, settings.do_lower_case === true, {
      onnxFile,
      encoderClass,
      names: names && namesInside(names, first.path),
    }),
    normalizes: await normalizes(layout[side], folder),
    prompt: typeof prompts[side] === 'string' ? prompts[side] : '',
    // transformers writes "no limit" as 1e30.
    maxLength: Number.isSafeInteger(limit) && (limit as number) > 0 ? (limit as number) : undefined,
    maxActiveDims: maxActiveDims(general, folder),
    specialTokens: specialTokens(tokenizer),
  };
}

async function encoderOf(
  layout: Layout,
  side: Side,
  root: string,
  lowercase: boolean,
  asked: {
    readonly onnxFile: string | undefined;
    readonly encoderClass: string | undefined;
    /** The files of the first module's folder; undefined: what is there. */
    readonly names: readonly string[] | undefined;
  },
): Promise<ModelPlan['encoder']> {
  const [first, pooling] = layout[side];
  const folder = join(root, first!.path);
  if (first!.kind === 'static') return { kind: 'static', folder };
  const onnxFile = await exportOf(folder, asked.names, asked.onnxFile);
  const configPath = join(folder, 'config.json');
  if (layout.bare && onnxFile !== undefined && asked.encoderClass === 'unicoil') {
    return { kind: 'unicoil', folder, side, onnxFile };
  }
  if (layout.bare && onnxFile === undefined && isUniCoil(await optionalObject(configPath))) {
    await readUniCoilConfig(configPath);
    return { kind: 'unicoil', folder, side };
  }
  if (onnxFile === undefined) await readModelConfig(configPath);
  return {
    kind: 'transformer',
    folder,
    ...(onnxFile === undefined ? {} : { onnxFile }),
    pooling: layout.bare ? usualPooling : await readPooling(join(root, pooling!.path, 'config.json')),
    strips: first!.strips,
    lowercase,
  };
}

const knownSettings: ReadonlySet<string> = new Set([
  ...['max_seq_length', 'query_length', 'document_length', 'do_lower_case', 'transformer_task'],
  // Of the graphics card's kernels, without an effect on the numbers.
  ...['modality_config', 'module_output_name', 'unpad_inputs'],
]);

/** A transformer's settings. Those that are empty have no effect. */
async function readSettings({ type }: Module, folder: string): Promise<JsonObject> {
  const refuse = (path: string, why: string) =>
    new TseriniError('MODEL', `settings of the transformer are not supported: ${why}: ${path}`, {
      value: path,
    });
  let path = join(folder, settingsFiles[0]!);
  let settings: JsonObject = {};
  for (const name of settingsFiles) {
    if (!(await statOrUndefined(join(folder, name)))) continue;
    path = join(folder, name);
    settings = await readJsonObject(path, 'settings of the transformer');
    break;
  }
  const task = settings.transformer_task ?? (type === 'Transformer' ? 'feature-extraction' : 'fill-mask');
  if (task !== 'fill-mask') throw refuse(path, `transformer_task ${task} (fill-mask is)`);
  const output = isObject(settings.modality_config) ? settings.modality_config.text : undefined;
  if (isObject(output) && (output.method !== 'forward' || output.method_output_name !== 'logits')) {
    throw refuse(path, `modality_config.text ${JSON.stringify(output)} (the logits of forward are)`);
  }
  const other = Object.entries(settings).find(([name, value]) => !knownSettings.has(name) && !isEmpty(value));
  if (other) throw refuse(path, `${other[0]} ${JSON.stringify(other[1])}`);
  return settings;
}

/** The path of the folder's exported graph, where that is to be used. */
async function exportOf(
  folder: string,
  names: readonly string[] | undefined,
  asked: string | undefined,
): Promise<string | undefined> {
  if (await statOrUndefined(join(folder, adapterFile))) {
    const path = join(folder, adapterFile);
    const { base_model_name_or_path: base } = await readJsonObject(path, 'config of an adapter');
    throw new TseriniError(
      'MODEL',
      `the model is an adapter (PEFT) of ${base}, which is not supported; save it merged (merge_and_unload): ${path}`,
      { value: path },
    );
  }
  const onnxFile = chooseWeights(names ?? (await namesIn(folder)), asked, folder)?.onnxFile;
  return onnxFile === undefined ? undefined : join(folder, onnxFile);
}

/** @throws TseriniError `MODEL` for a Normalize of anything but the vectors */
async function normalizes(chain: Chain, root: string): Promise<boolean> {
  const modules = chain.filter(({ kind }) => kind === 'normalize');
  for (const { path } of modules) {
    const config = join(root, path, 'config.json');
    const { module_input_name: from, module_output_name: to } = await optionalObject(config);
    const other = [from ?? 'sentence_embedding', to ?? from ?? 'sentence_embedding'].find(
      (name) => name !== 'sentence_embedding',
    );
    if (other === undefined) continue;
    throw new TseriniError(
      'MODEL',
      `Normalize of ${other} is not supported (sentence_embedding is): ${config}`,
      {
        value: other,
      },
    );
  }
  return modules.length > 0;
}

function maxActiveDims({ max_active_dims: value }: JsonObject, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new TseriniError('MODEL', `max_active_dims ${value} is not a number of weights from 1 up: ${where}`, {
    value,
  });
}

const specialNames = ['unk', 'cls', 'sep', 'pad', 'mask', 'bos', 'eos'].map((name) => `${name}_token`);
const bertSpecialTokens = ['[UNK]', '[CLS]', '[SEP]', '[PAD]', '[MASK]'];

/** transformers' `special_tokens_map`. */
function specialTokens(tokenizer: JsonObject): string[] {
  const tokens = specialNames.flatMap((name) => {
    const value = isObject(tokenizer[name]) ? tokenizer[name].content : tokenizer[name];
    return typeof value === 'string' ? [value] : [];
  });
  return tokens.length > 0 ? tokens : bertSpecialTokens;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === false || (typeof value === 'object' && Object.keys(value!).length === 0);
}
