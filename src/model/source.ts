import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../util/did-you-mean.js';
import type { RetryOptions } from '../util/download/fetch.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { parseModelId } from './hub/model-id.js';
import type { ModelSource } from './model-source.js';

export interface ResolveOptions extends RetryOptions {
  /** Called during a download with the bytes so far and in all. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
  /**
   * The exported graph to use of a model that has several, or one beside its checkpoint: `model_qint8_avx512.onnx`,
   * also where it is in the folder `onnx`.
   */
  readonly onnxFile?: string | undefined;
  /**
   * Download also what cannot be encoded by its configuration or its tokenizer. Otherwise the Hub is not asked for the
   * weights of such a model.
   */
  readonly unsupportedToo?: boolean | undefined;
}

/** Models that come with this package. */
const embedded: Readonly<Record<string, string>> = {
  'splade-tiny': fileURLToPath(new URL('../../models/splade-tiny', import.meta.url)),
};

/**
 * What a model is that only its name tells, and that is not computed; undefined for all others. The checkpoints of SLIM look
 * like those of SPLADE, but mean another thing: Pyserini, too, goes by the name.
 */
export function otherKindOf(name: string): string | undefined {
  return /^slimr?(-|$)/i.test(basename(name)) ? 'SLIM' : undefined;
}

/**
 * Finds a model by its name, and downloads it if it is on the Hub and not in the cache.
 * @param name `splade-tiny`, a folder, an `.onnx` file, or a name on the Hub, with `@revision` or without
 * @throws TseriniError `NOT_FOUND`, `DOWNLOAD`, `INTERRUPTED`, or `MODEL` for modules that are not supported, and on the Hub
 * for all else that the configuration says is not
 */
export async function resolveModel(name: string, options: ResolveOptions = {}): Promise<ModelSource> {
  const { onnxFile } = options;
  const inFolder = (folder: string): ModelSource =>
    onnxFile === undefined ? { folder } : { folder, onnxFile };
  if (Object.hasOwn(embedded, name)) return inFolder(embedded[name]!);
  const kind = otherKindOf(name);
  if (kind !== undefined) {
    throw new TseriniError('MODEL', `${kind} models are not supported: ${name}`, { value: name });
  }
  const found = await statOrUndefined(name);
  if (found?.isDirectory()) return inFolder(name);
  if (found?.isFile() && name.endsWith('.onnx')) return ofExport(name);
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

/** Exports are published in a folder `onnx` of the model, which has the tokenizer. */
async function ofExport(path: string): Promise<ModelSource> {
  const [folder, file] = [dirname(path), basename(path)];
  const outer = dirname(folder);
  if (basename(folder) !== 'onnx' || (await hasTokenizer(folder)) || !(await hasTokenizer(outer))) {
    return { folder, onnxFile: file };
  }
  return { folder: outer, onnxFile: `onnx/${file}` };
}

async function hasTokenizer(folder: string): Promise<boolean> {
  const found = await Promise.all(
    ['tokenizer.json', 'vocab.txt'].map((name) => statOrUndefined(join(folder, name))),
  );
  return found.some((stats) => stats !== undefined);
}
