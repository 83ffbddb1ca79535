import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../errors.js';
import { readSafetensors } from './safetensors.js';
import type { StoredTensors } from './tensor.js';

/**
 * Finds a model folder's weights, without reading them.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function openCheckpoint(folder: string): Promise<StoredTensors> {
  const path = join(folder, 'model.safetensors');
  let file: string;
  try {
    // ONNX Runtime refuses data behind a symbolic link, and a Hub cache is full of them.
    file = await realpath(path);
  } catch (error) {
    throw fileError(error, 'model file', path);
  }
  return readSafetensors(file);
}
