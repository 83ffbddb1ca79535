import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError, TseriniError } from '../../util/errors.js';
import { readJsonObject } from '../../util/files/json-file.js';
import { readSafetensors } from './safetensors.js';
import type { StoredTensor, StoredTensors } from './tensor.js';
import { readTorchCheckpoint } from './torch-checkpoint.js';

type Reader = (path: string) => Promise<StoredTensors>;

/** The forms in which checkpoints are published, best first. */
const forms: readonly { readonly file: string; readonly read: Reader }[] = [
  { file: 'model.safetensors', read: readSafetensors },
  { file: 'pytorch_model.bin', read: readTorchCheckpoint },
];

/**
 * Finds a model folder's weights, without reading them: one safetensors file or the shards that an index
 * names, else `pytorch_model.bin` or its shards.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function openCheckpoint(folder: string): Promise<StoredTensors> {
  let names: Set<string>;
  try {
    names = new Set(await readdir(folder));
  } catch (error) {
    throw fileError(error, 'model folder', folder);
  }
  for (const { file, read } of forms) {
    if (names.has(file)) return readReal(join(folder, file), read);
    if (names.has(`${file}.index.json`)) return readShards(folder, `${file}.index.json`, read);
  }
  throw new TseriniError(
    'NOT_FOUND',
    `no checkpoint in ${folder} (looked for model.safetensors and pytorch_model.bin, whole and in shards)`,
    { value: folder },
  );
}

/** Resolves symbolic links, which a Hub cache consists of and ONNX Runtime refuses. */
async function readReal(path: string, read: Reader): Promise<StoredTensors> {
  let real: string;
  try {
    real = await realpath(path);
  } catch (error) {
    throw fileError(error, 'model file', path);
  }
  return read(real);
}

async function readShards(folder: string, index: string, read: Reader): Promise<StoredTensors> {
  const path = join(folder, index);
  const { weight_map: map } = await readJsonObject(path, 'index of the checkpoint');
  if (typeof map !== 'object' || map === null) {
    throw new TseriniError('MODEL', `index of the checkpoint has no weight_map: ${path}`, { value: path });
  }
  const shards = new Map<string, StoredTensors>();
  const tensors = new Map<string, StoredTensor>();
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== 'string' || basename(file) !== file || file === '..') {
      throw new TseriniError(
        'MODEL',
        `index of the checkpoint names a file outside its folder: ${path}: ${file}`,
        {
          value: file,
        },
      );
    }
    let shard = shards.get(file);
    if (!shard) {
      shard = await readReal(join(folder, file), read);
      shards.set(file, shard);
    }
    const tensor = shard.get(name);
    if (tensor) tensors.set(name, tensor);
  }
  return tensors;
}
