import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../util/did-you-mean.js';
import type { RetryOptions } from '../util/download/fetch.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { parseModelId } from './hub/model-id.js';

/** A model's files on this machine. */
export interface ModelSource {
  /** The folder that holds them. */
  readonly folder: string;
  /** Set if the model is an exported graph. */
  readonly onnxFile?: string;
}

export interface ResolveOptions extends RetryOptions {
  /** Called during a download with the bytes so far and in all. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
}

/** Models that come with this package. */
const embedded: Readonly<Record<string, string>> = {
  'splade-tiny': fileURLToPath(new URL('../../models/splade-tiny', import.meta.url)),
};

/**
 * Finds a model by its name, and downloads it if it is on the Hub and not in the cache.
 * @param name `splade-tiny`, a folder, an `.onnx` file, or a name on the Hub, with `@revision` or without
 * @throws TseriniError `NOT_FOUND`, `DOWNLOAD`, `INTERRUPTED`, or `MODEL` for a folder with several exported graphs
 * and no checkpoint
 */
export async function resolveModel(name: string, options: ResolveOptions = {}): Promise<ModelSource> {
  if (Object.hasOwn(embedded, name)) return { folder: embedded[name]! };
  const found = await statOrUndefined(name);
  if (found?.isDirectory()) return inFolder(name);
  if (found?.isFile() && name.endsWith('.onnx')) return { folder: dirname(name), onnxFile: name };
  // A name that is nearly an embedded model's is a typing error: the Hub need not be asked.
  const hint = found ? '' : didYouMean(name, Object.keys(embedded));
  const id = found || hint ? undefined : parseModelId(name);
  if (id) {
    const { downloadModel } = await import('./hub/download-model.js');
    return inFolder(await downloadModel(id, options));
  }
  throw new TseriniError(
    'NOT_FOUND',
    `model not found: ${name}${hint} (splade-tiny, a model folder, an .onnx file or a name on the Hugging Face Hub)`,
    { value: name },
  );
}

/** A checkpoint is preferred to an export of it. */
async function inFolder(folder: string): Promise<ModelSource> {
  const names = await readdir(folder);
  if (names.some((name) => /^(model\.safetensors|pytorch_model\.bin)(\.index\.json)?$/.test(name)))
    return { folder };
  const exported = names.filter((name) => name.endsWith('.onnx'));
  if (exported.length === 0) return { folder };
  if (exported.length === 1) return { folder, onnxFile: join(folder, exported[0]!) };
  throw new TseriniError(
    'MODEL',
    `several .onnx files in ${folder}, name one: ${exported.sort().join(', ')}`,
    {
      value: exported,
    },
  );
}
