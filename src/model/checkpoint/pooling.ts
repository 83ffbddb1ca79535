import { join } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { readJson, readJsonObject } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';

/** How a token's logits at all positions become one weight. */
export interface Pooling {
  /** SPLADE v1 sums over the positions; later versions take the maximum. */
  readonly strategy: PoolingStrategy;
  /** How often log(1 + x) is applied to relu(logit): once, or twice for `log1p_relu`. */
  readonly saturations: 1 | 2;
}

export type PoolingStrategy = 'max' | 'sum';

const defaults: Pooling = { strategy: 'max', saturations: 1 };

/**
 * Reads the pooling of a model from the configuration that sentence-transformers stores beside a SparseEncoder.
 * Default: the maximum.
 * @throws TseriniError `MODEL` for an unsupported pooling
 */
export async function readPooling(folder: string): Promise<Pooling> {
  const module = await poolingFolder(folder);
  const path = join(folder, module, 'config.json');
  if (!(await statOrUndefined(path))) return defaults;
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

/** The path of the pooling's configuration: the one in `modules.json`, or the usual one. */
async function poolingFolder(folder: string): Promise<string> {
  const usual = '1_SpladePooling';
  const path = join(folder, 'modules.json');
  if (!(await statOrUndefined(path))) return usual;
  const modules = await readJson(path, 'list of modules');
  const pooling = (Array.isArray(modules) ? (modules as Record<string, unknown>[]) : []).find(
    (module) => typeof module?.type === 'string' && module.type.endsWith('SpladePooling'),
  );
  return typeof pooling?.path === 'string' && /^[\w.-]+$/.test(pooling.path) ? pooling.path : usual;
}
