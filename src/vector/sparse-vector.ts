/**
 * A learned sparse vector: token to weight, in vocabulary order. Quantized weights are whole numbers
 * from 0 up; a weight of 0 is a real entry (Pyserini writes it too).
 *
 * A Map and never a plain object: an object moves keys such as "1995" to the front.
 */
export type SparseVector = ReadonlyMap<string, number>;
