export interface QuantizedRows {
  /** [columns, rows] */
  readonly weight: Int8Array;
  /** One per row, above 0. */
  readonly scale: Float32Array;
}

/** The largest magnitude in use: with -128 the range would not be symmetric. */
const steps = 127;
/** Rows below this are quantized to zeros, as their scale could underflow in float32. */
const nothing = 2 ** -100;

/**
 * Quantizes matrices of float32, stacked vertically, to int8. Each row has a scale that maps its largest magnitude to
 * 127, and 0 to 0. The result is transposed.
 * @param matrices row-major, with `columns` columns
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
