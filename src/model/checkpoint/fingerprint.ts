import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfStopped } from '../../util/abort.js';
import { fileError } from '../../util/errors.js';

/** The files that determine a model's output. */
const decisive =
  /^(config\.json|tokenizer(_config)?\.json|vocab\.txt|.*\.safetensors|pytorch_model.*\.bin|.*\.onnx)$/;

/** The names of the {@link decisive} files of a model's folder, in their order. */
export async function decisiveFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => decisive.test(file)).sort();
}

/**
 * SHA-256 over the names and contents of a model folder's files.
 * @throws TseriniError `NOT_FOUND` or `IO`
 */
export async function modelSha256(folder: string, signal?: AbortSignal): Promise<string> {
  const total = createHash('sha256');
  try {
    for (const name of await decisiveFiles(folder)) {
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
