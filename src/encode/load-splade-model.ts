import type { ModelSource } from '../model/model-source.js';
import type { Side } from '../model/modules/layout.js';
import { type ModelPlan, planModel } from '../model/modules/plan.js';
import { type ModelClient, type OpenModelOptions, openModel } from '../model/runtime/client.js';
import { parseDevice } from '../model/runtime/device.js';
import { parseDtype } from '../model/runtime/dtype.js';
import { type ResolveOptions, resolveModel } from '../model/source.js';
import { TseriniError } from '../util/errors.js';
import { checkPruning, type PruneOptions } from '../vector/prune.js';
import { quantizationOf, type WeightOptions } from '../vector/quantize.js';
import { type MaskOptions, tokenMask } from '../vector/token-mask.js';

/** The device and the download of the model, its input and its weights. The signal stops loading. */
export interface SpladeEncoderOptions extends OpenModelOptions, ResolveOptions, WeightOptions, MaskOptions {
  /** The kind of model, `splade` or `unicoil`: another one is an error. Default: whichever it is. */
  readonly encoderClass?: string | undefined;
  /**
   * Longest input in tokens, special tokens included; longer inputs are truncated at the end. Default: 256, or the
   * model's own limit where that is lower; of weights that are looked up, the limit of their tokenizer; of uniCOIL, 128
   * for queries and 512 for documents.
   */
  readonly maxLength?: number | undefined;
  /** Text to prepend to each text, with a space, in place of the prompt that the model is configured with. */
  readonly prefix?: string | undefined;
  /**
   * Leave special tokens such as `[CLS]` out of the vectors: all that the tokenizer's configuration names, or these. Default:
   * they stay, as in sentence-transformers.
   */
  readonly maskSpecialTokens?: boolean | readonly string[] | undefined;
  /** Keep only the tokens of each vector with the largest weights. */
  readonly prune?: PruneOptions | undefined;
  /** Called once where the weights do not look like those of a sparse model. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** An encoder that may have the model of another. */
export interface ModelSharer {
  /** The model, for an encoder that closes it too, if the plan is for the same. */
  clientFor(plan: ModelPlan): Promise<ModelClient> | undefined;
}

/** For callers inside of the program. */
export interface LoadingHooks {
  /** Called when the model's files are known, and what remains happens on another thread. */
  readonly onStart?: (() => void) | undefined;
  /** The default of `maxLength` for documents of every transformer. */
  readonly usualMaxLength?: number | undefined;
  /** An encoder with the same options, whose model is used too if it is the same for both sides. */
  readonly sharesWith?: ModelSharer | undefined;
}

/** A model with what its files say about the texts of one side. */
export interface LoadedEncoder {
  readonly name: string;
  readonly source: ModelSource;
  readonly plan: ModelPlan;
  readonly client: ModelClient;
  readonly maxLength: number;
}

/**
 * Loads a model for the texts of one side, once its files and the options fit together.
 * @throws TseriniError `USAGE`, `MODEL`, `NOT_FOUND`, `DOWNLOAD`, `IO`, or `INTERRUPTED` by the signal
 */
export async function loadSpladeModel(
  name: string,
  side: Side,
  options: SpladeEncoderOptions & LoadingHooks,
): Promise<LoadedEncoder> {
  const { maxLength, signal } = options;
  if (maxLength !== undefined && !(Number.isSafeInteger(maxLength) && maxLength > 0)) {
    throw new TseriniError('USAGE', `the maximum length must be a whole number from 1 up, not ${maxLength}`, {
      value: maxLength,
    });
  }
  checkPruning(options.prune ?? {});
  tokenMask(options);
  quantizationOf(options);
  if (options.device) parseDevice(options.device);
  if (options.dtype) parseDtype(options.dtype);
  const source = await resolveModel(name, options);
  const plan = await planModel(source, side, options.encoderClass);
  checkClass(options.encoderClass, plan, name);
  const opening = options.sharesWith?.clientFor(plan) ?? openClient(plan, options);
  options.onStart?.();
  const client = await opening;
  try {
    if (maxLength !== undefined && maxLength > client.maxPositions) {
      throw new TseriniError(
        'USAGE',
        `a maximum length of ${maxLength} exceeds the ${client.maxPositions} positions of ${name}`,
        { value: maxLength },
      );
    }
    const usual = usualMaxLengthOf(plan, options.usualMaxLength);
    const loaded: LoadedEncoder = {
      ...{ name, source, plan, client },
      maxLength: maxLength ?? Math.min(usual, plan.maxLength ?? usual, client.maxPositions),
    };
    // Refuses a length without room for a token before the first text.
    await client.encode([''], loaded.maxLength, signal);
    return loaded;
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Pyserini's default of a model's input, before the model's own limit. */
function usualMaxLengthOf({ encoder }: ModelPlan, given?: number): number {
  if (encoder.kind === 'static') return Number.POSITIVE_INFINITY;
  if (encoder.kind === 'transformer') return given ?? 256;
  return encoder.side === 'query' ? 128 : (given ?? 512);
}

async function openClient({ encoder }: ModelPlan, options: SpladeEncoderOptions): Promise<ModelClient> {
  if (encoder.kind === 'static') {
    const { openStaticModel } = await import('../model/runtime/static-model.js');
    return openStaticModel(encoder);
  }
  const { threads, pooling, dtype, device, processes, textsPerRun, signal } = options;
  return openModel(encoder, { threads, pooling, dtype, device, processes, textsPerRun }, signal);
}

function checkClass(encoderClass: string | undefined, { encoder }: ModelPlan, name: string): void {
  const right = encoder.kind === 'unicoil' ? 'unicoil' : 'splade';
  if (encoderClass === undefined || encoderClass === right) return;
  throw new TseriniError(
    'USAGE',
    `the encoder class of ${name} is ${right}, not ${encoderClass} (or give none)`,
    { value: encoderClass },
  );
}
