import type { Side } from './modules/layout.js';
import { planModel, planTokenizer } from './modules/plan.js';
import { type ResolveOptions, resolveModel } from './source.js';
import type { Tokenizer } from './tokenizer/tokenizer.js';

/**
 * Loads the tokenizer with which a model reads queries or documents, and nothing else of the model.
 * @param name as {@link resolveModel} takes it
 * @throws TseriniError as {@link resolveModel}; `MODEL` for modules that are not supported
 */
export async function loadModelTokenizer(
  name: string,
  side: Side,
  options: ResolveOptions = {},
): Promise<Tokenizer> {
  return planTokenizer(await planModel(await resolveModel(name, options), side));
}
