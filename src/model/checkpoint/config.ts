import { TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';
import { ConfigValues } from '../family/config-values.js';
import { families } from '../family/families.js';
import type { ModelConfig } from '../family/family.js';

export type { ModelConfig } from '../family/family.js';

/**
 * Reads `config.json` of a masked-language model of one of the {@link families}.
 * @throws TseriniError `MODEL` for another architecture, or a value that is missing or not supported
 */
export async function readModelConfig(path: string): Promise<ModelConfig> {
  const raw = await readJsonObject(path, 'model config');
  const classes = Array.isArray(raw.architectures) ? raw.architectures.map(String) : [];
  const isNamed = (name: string) => classes.includes(name);
  const type = String(raw.model_type);
  const family =
    classes.length > 0
      ? families.find(({ architectures }) => architectures.some(isNamed))
      : families.find(({ modelTypes }) => modelTypes.includes(type));
  if (!family) {
    const name = classes[0] ?? raw.model_type ?? 'none named';
    const supported = families.flatMap(({ architectures }) => architectures).join(', ');
    throw new TseriniError('MODEL', `architecture ${name} is not supported (${supported} are): ${path}`, {
      value: name,
    });
  }
  const architecture = family.architectures.find(isNamed) ?? family.architectures[0]!;
  const config = { architecture, ...family.read(new ConfigValues(raw, path)) };
  if (config.hiddenSize % config.heads !== 0) {
    throw new TseriniError(
      'MODEL',
      `model config: ${config.heads} attention heads do not divide a width of ${config.hiddenSize}: ${path}`,
    );
  }
  if (config.maxPositions > 0) return config;
  throw new TseriniError('MODEL', `model config: no positions are left behind the pad's: ${path}`);
}
