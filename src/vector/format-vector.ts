import { pythonFloat } from '../util/python/float.js';
import { pythonJsonString } from '../util/python/json.js';
import type { SparseVector } from './sparse-vector.js';

/** `{"token": 12, …}`, in the vector's order. Weights that are not whole are written as floats. */
export function pythonJsonVector(vector: SparseVector): string {
  let text = '{';
  for (const [token, weight] of vector) {
    if (text.length > 1) text += ', ';
    text += `${pythonJsonString(token)}: ${Number.isInteger(weight) ? weight : pythonFloat(weight)}`;
  }
  return `${text}}`;
}
