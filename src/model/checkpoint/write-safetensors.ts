import { writeAtomically } from '../../util/files/write-atomically.js';
import { byteLength, type TensorType } from './tensor.js';

export interface TensorToWrite {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** Called once, right before the tensor is written. The array must have the size given by type and shape. */
  read(): Promise<ArrayBufferView>;
}

/** Every tensor begins at a multiple of this in the file, the alignment of vector instructions. */
const alignment = 64;
const aligned = (position: number) => Math.ceil(position / alignment) * alignment;

/**
 * Writes tensors to a safetensors file, one at a time. The file appears when it is complete. Because of the gaps
 * between tensors, safetensors' own library does not read it.
 * @throws TseriniError `IO`
 */
export async function writeSafetensors(path: string, tensors: Iterable<TensorToWrite>): Promise<void> {
  const list = [...tensors];
  const header: Record<string, object> = {};
  let offset = 0;
  for (const { name, type, shape } of list) {
    const end = offset + byteLength({ type, shape });
    header[name] = { dtype: type, shape, data_offsets: [offset, end] };
    offset = aligned(end);
  }
  const json = JSON.stringify(header);
  const padding = ' '.repeat(aligned(8 + json.length) - 8 - json.length);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + padding.length));
  const parts = async function* () {
    yield Buffer.concat([length, Buffer.from(json + padding)]);
    for (const tensor of list) {
      const { buffer, byteOffset, byteLength: bytes } = await tensor.read();
      yield new Uint8Array(buffer, byteOffset, bytes);
      yield new Uint8Array(aligned(bytes) - bytes);
    }
  };
  await writeAtomically('model cache', path, parts());
}
