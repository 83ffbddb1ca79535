import type { SparseVector } from '../vector.js';

/** A string as Python's `json.dumps` writes it: everything beyond printable ASCII escaped. */
export function pythonJsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A float as Python's `repr` writes it: a point or an exponent always, exponents of two digits. */
export function pythonFloat(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** `{"token": 12, …}`, in the vector's order. Weights that are not whole are written as floats. */
export function pythonJsonVector(vector: SparseVector): string {
  let text = '{';
  for (const [token, weight] of vector) {
    if (text.length > 1) text += ', ';
    text += `${pythonJsonString(token)}: ${Number.isInteger(weight) ? weight : pythonFloat(weight)}`;
  }
  return `${text}}`;
}
