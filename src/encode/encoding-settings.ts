import { createHash } from 'node:crypto';
import type { ModelPlan } from '../model/modules/plan.js';
import type { OpenModelOptions } from '../model/runtime/client.js';
import type { PruneOptions } from '../vector/prune.js';
import type { WeightOptions } from '../vector/quantize.js';
import type { MaskOptions } from '../vector/token-mask.js';
import type { EncodingSettings } from './document-encoder.js';

interface SettingOptions extends MaskOptions, WeightOptions, Pick<OpenModelOptions, 'dtype' | 'pooling'> {
  readonly prefix?: string | undefined;
  readonly maskSpecialTokens?: boolean | readonly string[] | undefined;
  readonly prune?: PruneOptions | undefined;
}

/**
 * The settings of an encoder that decide its vectors, besides the model; those that do nothing are left out.
 * @param maxLength in tokens
 */
export function encodingSettings(
  options: SettingOptions,
  plan: ModelPlan,
  maxLength: number,
): EncodingSettings {
  const { prefix, dtype = 'fp32', pooling, prune, maskTokens, maskStopwords } = options;
  const { maskSpecialTokens = false, raw, weightRange, quantBits } = options;
  const special = maskSpecialTokens === true ? plan.specialTokens : maskSpecialTokens || [];
  const settings = {
    maxLength: Number.isFinite(maxLength) ? maxLength : undefined,
    prefix,
    prompt: prefix === undefined ? plan.prompt || undefined : undefined,
    dtype: dtype === 'fp32' ? undefined : dtype,
    pooling,
    prune,
    maskSpecialTokens: special.length > 0 ? listed(special) : undefined,
    maskTokens: maskTokens && listed(maskTokens),
    maskStopwords: maskStopwords || undefined,
    raw: raw || undefined,
    weightRange,
    quantBits,
  };
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** Tokens as a setting: a few by their names, many by their hash. */
function listed(tokens: readonly string[]): string {
  const text = [...tokens].sort().join(' ');
  if (tokens.length <= 20) return text;
  return `${tokens.length} tokens, sha256 ${createHash('sha256').update(text).digest('hex')}`;
}
