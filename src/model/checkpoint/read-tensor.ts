import { type FileHandle, open } from 'node:fs/promises';
import { fileError, TseriniError } from '../../util/errors.js';
import { byteLength, type StoredTensor } from './tensor.js';

/**
 * Reads a stored tensor of float32, float16 or bfloat16 values as float32.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` if the file was truncated meanwhile
 */
export async function readTensor(tensor: StoredTensor): Promise<Float32Array> {
  const bytes = Buffer.alloc(byteLength(tensor));
  let file: FileHandle | undefined;
  try {
    file = await open(tensor.file);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, tensor.offset);
    if (bytesRead < bytes.length) {
      throw new TseriniError('MODEL', `model file is shorter than before: ${tensor.file}`, {
        value: tensor.file,
      });
    }
  } catch (error) {
    throw fileError(error, 'model file', tensor.file);
  } finally {
    await file?.close();
  }
  if (tensor.type === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return Float32Array.from(halves, tensor.type === 'F16' ? fromFloat16 : fromBfloat16);
}

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(bits: number): number {
  word[0] = bits << 16;
  return float[0]!;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
