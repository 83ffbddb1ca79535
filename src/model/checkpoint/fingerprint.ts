import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfStopped } from '../../util/abort.js';
import { fileError } from '../../util/errors.js';
import { usedFiles } from '../modules/used-files.js';

/** The files that determine a model's output. What its settings are is told apart from it. */
const decisive =
  /(^|\/)(config\.json|tokenizer(_config)?\.json|vocab\.txt|idf\.json|.*\.safetensors|pytorch_model.*\.bin|.*\.onnx)$/;

/**
 * The names of the files that determine a model's output, in their order.
 * @param onnxFile an exported graph that is asked for
 */
export async function decisiveFiles(folder: string, onnxFile?: string): Promise<string[]> {
  const names = await usedFiles(onnxFile === undefined ? { folder } : { folder, onnxFile });
  return names.filter((name) => decisive.test(name)).sort();
}

/**
 * SHA-256 over the names and contents of the files that a model's modules use.
 * @param folder the model's
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` for modules that are not supported
 */
export async function modelSha256(
  folder: string,
  {
    onnxFile,
    signal,
  }: { readonly onnxFile?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const total = createHash('sha256');
  try {
    for (const name of await decisiveFiles(folder, onnxFile)) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(folder, name)), hash, signal ? { signal } : {});
      total.update(`${name} ${hash.digest('hex')}\n`);
    }
  } catch (error) {
    throwIfStopped(signal);
    throw fileError(error, 'model', folder);
  }
  return total.digest('hex');
}
