/** Number formats of weights that a graph can refer to, by safetensors' names. */
export type TensorType = 'F32' | 'F16' | 'BF16' | 'I8';

export const bytesPerElement: Readonly<Record<TensorType, number>> = { F32: 4, F16: 2, BF16: 2, I8: 1 };

/** The position of a tensor on disk: row-major, little-endian, without gaps. Its values are not read. */
export interface StoredTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** The file that holds the bytes. */
  readonly file: string;
  /** Byte position of the first element in that file. */
  readonly offset: number;
}

/** A checkpoint: tensors by their published names. */
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function byteLength(tensor: Pick<StoredTensor, 'type' | 'shape'>): number {
  return elementCount(tensor.shape) * bytesPerElement[tensor.type];
}

/** @returns the part of the first axis from `start` up to `end`, in place */
export function rows(tensor: StoredTensor, start: number, end: number): StoredTensor {
  const [, ...rest] = tensor.shape;
  const rowBytes = elementCount(rest) * bytesPerElement[tensor.type];
  return { ...tensor, shape: [end - start, ...rest], offset: tensor.offset + start * rowBytes };
}
