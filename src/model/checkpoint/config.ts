import { TseriniError } from '../../util/errors.js';
import { type JsonObject, readJsonObject } from '../../util/files/json-file.js';
import { ConfigValues } from '../family/config-values.js';
import { families } from '../family/families.js';
import type { BodyConfig, Family, ModelConfig } from '../family/family.js';
import { type UniCoilConfig, unicoil } from '../family/unicoil.js';

export type { BodyConfig, ModelConfig } from '../family/family.js';
export type { UniCoilConfig } from '../family/unicoil.js';

/**
 * Reads `config.json` of a masked-language model of one of the {@link families}.
 * @throws TseriniError `MODEL` for another architecture, or a value that is missing or not supported
 */
export function readModelConfig(path: string): Promise<ModelConfig> {
  return readConfig(path, families);
}

/** Whether a `config.json` is that of a uniCOIL model. */
export function isUniCoil({ architectures }: JsonObject): boolean {
  return Array.isArray(architectures) && architectures.some((name) => unicoil.architectures.includes(name));
}

/**
 * Reads `config.json` of a uniCOIL model.
 * @throws TseriniError `MODEL` for another architecture, or a value that is missing or not supported
 */
export function readUniCoilConfig(path: string): Promise<UniCoilConfig> {
  return readConfig(path, [unicoil]);
}

async function readConfig<Config extends BodyConfig>(
  path: string,
  families: readonly Family<Config>[],
): Promise<Config> {
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
  const config = { architecture, ...family.read(new ConfigValues(raw, path)) } as Config;
  if (config.hiddenSize % config.heads !== 0) {
    throw new TseriniError(
      'MODEL',
      `model config: ${config.heads} attention heads do not divide a width of ${config.hiddenSize}: ${path}`,
    );
  }
  if (config.maxPositions > 0) return config;
  throw new TseriniError('MODEL', `model config: no positions are left behind the pad's: ${path}`);
}
