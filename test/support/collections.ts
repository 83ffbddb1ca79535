import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';

/** A document of a made-up collection of vectors. */
export interface MadeVector {
  readonly id: string;
  /** Tokens and weights; a token comes once. */
  readonly vector: readonly (readonly [token: string, weight: number])[];
}

const tokens = ['a', 'b', '##c', '1995', '|', '"', '\\', 'é', '日本', '\uff21', '🥦', '𝒜'];

const entries = (least: number, most: number, extra: readonly string[] = []) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...tokens, ...extra), fc.integer({ min: least, max: most })), {
    selector: ([token]) => token,
    minLength: 1,
    maxLength: 6,
  });

/**
 * Few tokens and small weights, so that scores tie; ids whose UTF-8 and UTF-16 orders differ.
 * @param extra tokens beside the usual ones
 */
export function madeVectorsWith(extra: readonly string[]): fc.Arbitrary<MadeVector[]> {
  return fc.uniqueArray(
    fc.record({
      id: fc.string({ unit: fc.constantFrom('x', 'Z', '9', '\uff21', '🥦'), minLength: 1, maxLength: 4 }),
      vector: entries(1, 4, extra),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 40, size: 'max' },
  );
}

/** A query with weights from 0 up, and at times a token that no document has. */
export function madeQueryWith(extra: readonly string[]): fc.Arbitrary<Map<string, number>> {
  return entries(0, 3, ['unknown', ...extra]).map((query) => new Map(query));
}

export const madeVectors = madeVectorsWith([]);

export const madeQuery = madeQueryWith([]);

/** Writes a JsonVectorCollection, by hand because an object would move the key "1995" to the front. */
export async function writeVectors(path: string, documents: readonly MadeVector[]): Promise<string> {
  const lines = documents.map(({ id, vector }) => {
    const weights = vector.map(([token, weight]) => `${JSON.stringify(token)}: ${weight}`);
    const contents = JSON.stringify(`text of ${id}`);
    return `{"id": ${JSON.stringify(id)}, "contents": ${contents}, "vector": {${weights.join(', ')}}}\n`;
  });
  await writeFile(path, lines.join(''));
  return path;
}
