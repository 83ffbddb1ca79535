import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { TseriniError } from '../errors.js';

/** A model's files on this machine. */
export interface ModelSource {
  readonly folder: string;
}

/** Models that come with this package. */
const embedded: Readonly<Record<string, string>> = {
  'splade-tiny': fileURLToPath(new URL('../../models/splade-tiny', import.meta.url)),
};

/**
 * Finds a model by its name.
 * @param name `splade-tiny` or a folder
 * @throws TseriniError `NOT_FOUND`
 */
export async function resolveModel(
  name: string,
  _options: { signal?: AbortSignal } = {},
): Promise<ModelSource> {
  const folder = Object.hasOwn(embedded, name) ? embedded[name]! : name;
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return { folder };
  throw new TseriniError('NOT_FOUND', `model not found: ${name} (splade-tiny or a model folder)`, {
    value: name,
  });
}
