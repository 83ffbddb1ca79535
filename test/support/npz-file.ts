import { deflatedZip, type ZippedFile } from './zip-file.ts';

/** An array of NumPy, its head as numpy 2 writes it. */
export function npy(descr: string, shape: string, numbers: Buffer): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = `${text.padEnd(118 - 1)}\n`;
  const head = Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1');
  return Buffer.concat([head, Buffer.from(padded), numbers]);
}

/** Numbers in NumPy's layouts. */
export const numbersOf = {
  '<i4': (values: readonly number[]) => Buffer.from(Int32Array.from(values).buffer),
  '<f4': (values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer),
  '<f8': (values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer),
  '<i8': (values: readonly number[]) => Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer),
};

export interface Matrix {
  readonly format?: string;
  readonly shape?: readonly number[];
  readonly indptr?: readonly number[];
  readonly indices?: readonly number[];
  readonly data?: readonly number[];
  readonly others?: readonly ZippedFile[];
}

/** A matrix of two rows and three columns as scipy saves it, with changes. */
export function npzBytes({
  format = 'csr',
  shape = [2, 3],
  indptr = [0, 2, 3],
  indices = [0, 2, 1],
  data = [1.5, 2, 0.25],
  others = [],
}: Matrix = {}): Buffer {
  const array = (name: string, descr: keyof typeof numbersOf, values: readonly number[]) => ({
    name: `${name}.npy`,
    contents: npy(descr, `(${values.length},)`, numbersOf[descr](values)),
  });
  const files = [
    array('indices', '<i4', indices),
    array('indptr', '<i4', indptr),
    { name: 'format.npy', contents: npy('|S3', '()', Buffer.from(format)) },
    array('shape', '<i8', shape),
    array('data', '<f8', data),
  ];
  const replaced = new Map([...files, ...others].map((file) => [file.name, file]));
  return deflatedZip([...replaced.values()]);
}
