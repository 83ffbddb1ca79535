export interface QuantizedRows {
  /** [columns, rows] */
  readonly weight: Int8Array;
  /** One a row, above 0. */
  readonly scale: Float32Array;
}

/** The largest magnitude that is used: with -128 the range would not be symmetric. */
const steps = 127;
/** Rows below this are all zeros to the model, and their scale would be none in float32. */
const nothing = 2 ** -100;

/**
 * Quantizes matrices of float32, one below the other, to int8: for each row a scale such that its largest
 * magnitude becomes 127, zero staying zero. The result is transposed.
 * @param matrices row by row, each row `columns` long
 */
export function quantizeRows(matrices: readonly Float32Array[], columns: number): QuantizedRows {
  const rowCount = matrices.reduce((sum, { length }) => sum + length / columns, 0);
  const weight = new Int8Array(rowCount * columns);
  const scale = new Float32Array(rowCount);
  let row = 0;
  for (const matrix of matrices) {
    for (let start = 0; start < matrix.length; start += columns, row++) {
      let largest = 0;
      for (let i = start; i < start + columns; i++) largest = Math.max(largest, Math.abs(matrix[i]!));
      scale[row] = largest > nothing ? largest / steps : 1;
      const factor = largest > nothing ? steps / largest : 0;
      for (let i = 0; i < columns; i++) weight[i * rowCount + row] = Math.round(matrix[start + i]! * factor);
    }
  }
  return { weight, scale };
}
