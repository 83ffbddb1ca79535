import { TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';

/** How a token's logits at all positions become one weight. */
export interface Pooling {
  /** SPLADE v1 sums over the positions; later versions take the maximum. */
  readonly strategy: PoolingStrategy;
  /** How often log(1 + x) is applied to relu(logit): once, or twice for `log1p_relu`. */
  readonly saturations: 1 | 2;
}

export type PoolingStrategy = 'max' | 'sum';

/** Of a masked-language model without a configuration: SPLADE's since its second version. */
export const usualPooling: Pooling = { strategy: 'max', saturations: 1 };

/**
 * Reads the configuration of a SpladePooling module of sentence-transformers.
 * @throws TseriniError `NOT_FOUND`, or `MODEL` for an unsupported pooling
 */
export async function readPooling(path: string): Promise<Pooling> {
  const { pooling_strategy: strategy = 'max', activation_function: activation = 'relu' } =
    await readJsonObject(path, 'config of the pooling');
  if ((strategy !== 'max' && strategy !== 'sum') || (activation !== 'relu' && activation !== 'log1p_relu')) {
    throw new TseriniError(
      'MODEL',
      `pooling ${strategy} with ${activation} is not supported (max or sum with relu or log1p_relu are): ${path}`,
      { value: strategy },
    );
  }
  return { strategy, saturations: activation === 'relu' ? 1 : 2 };
}
