const minNorm = Math.fround(0.001);

/**
 * Terms with float32 weights, for feedback. Norms are summed in float64 in the order of a HashMap of Java, as Anserini
 * and the embedded index sum them, so that the last digits agree.
 */
export class FeatureVector {
  #weights = new Map<string, number>();

  /** The query as a vector; a weight of 0 is no term of it. */
  static ofQuery(query: Iterable<readonly [string, number]>): FeatureVector {
    const weights = new Map(Array.from(query, ([term, weight]) => [term, Math.fround(weight)]));
    const vector = new FeatureVector();
    for (const term of inHashOrder(weights.keys())) {
      const weight = weights.get(term)!;
      if (weight > 0) vector.set(term, weight);
    }
    return vector;
  }

  /**
   * The sum of vectors, each divided by its norm and multiplied by its factor, in float32 and in the order of the
   * vectors. Vectors whose norm is at most 0.001 count as empty.
   */
  static sum(
    vectors: readonly FeatureVector[],
    norm: (vector: FeatureVector) => number,
    factor: (place: number) => number,
  ): FeatureVector {
    const norms = vectors.map((vector) => Math.fround(norm(vector)));
    const sum = new FeatureVector();
    for (const term of vocabulary(vectors)) {
      let weight = 0;
      for (const [i, vector] of vectors.entries()) {
        if (norms[i]! <= minNorm) continue;
        const share = Math.fround(vector.get(term) / norms[i]!);
        weight = Math.fround(weight + Math.fround(share * Math.fround(factor(i))));
      }
      sum.set(term, weight);
    }
    return sum;
  }

  /** @param weight a float32 */
  set(term: string, weight: number): void {
    this.#weights.set(term, weight);
  }

  /** The weight of a term; 0 if the vector lacks it. */
  get(term: string): number {
    return this.#weights.get(term) ?? 0;
  }

  /** In the order of a HashMap. */
  get terms(): readonly string[] {
    return inHashOrder(this.#weights.keys());
  }

  /** Keeps the terms of the largest weights; of equal weights, those of the terms that sort first by UTF-16 units. */
  keepLargest(count: number): this {
    const ordered = [...this.#weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    this.#weights = new Map(ordered.slice(0, Math.max(1, count)));
    return this;
  }

  get l1Norm(): number {
    return this.terms.reduce((norm, term) => norm + Math.abs(this.get(term)), 0);
  }

  get l2Norm(): number {
    return Math.sqrt(this.terms.reduce((norm, term) => norm + this.get(term) ** 2, 0));
  }

  /** Divides every weight. A vector without terms stays as it is. */
  divideBy(norm: number): this {
    for (const [term, weight] of this.#weights) this.#weights.set(term, Math.fround(weight / norm));
    return this;
  }

  /** The terms with their weights, in the order of a HashMap. */
  entries(): [string, number][] {
    return this.terms.map((term) => [term, this.get(term)]);
  }
}

/** The terms of vectors, in the order of a HashSet to which they were added vector by vector. */
export function vocabulary(vectors: readonly FeatureVector[]): string[] {
  return inHashOrder(new Set(vectors.flatMap((vector) => vector.terms)));
}

/**
 * Sorts keys as Java's HashMap iterates over them: by the bucket of their hash, in a table of a power of two that is at most
 * three quarters full, and within a bucket as they were added. (A bucket of eight and more would be a tree; so many terms
 * of one hash do not occur.)
 */
function inHashOrder(added: Iterable<string>): string[] {
  const keys = [...added];
  let buckets = 16;
  while (keys.length > 0.75 * buckets) buckets *= 2;
  const bucketOf = (key: string) => {
    let hash = 0;
    for (let i = 0; i < key.length; i++) hash = (Math.imul(31, hash) + key.charCodeAt(i)) | 0;
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return keys
    .map((key) => [bucketOf(key), key] as const)
    .sort(([a], [b]) => a - b)
    .map(([, key]) => key);
}
