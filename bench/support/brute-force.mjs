// Exact rankings by the definition: the inner products of a query with all documents.

/** Numbers in an array that grows. */
class Numbers {
  #array = new Int32Array(16);
  size = 0;

  push(number) {
    if (this.size === this.#array.length) {
      const grown = new Int32Array(2 * this.size);
      grown.set(this.#array);
      this.#array = grown;
    }
    this.#array[this.size++] = number;
  }

  get all() {
    return this.#array.subarray(0, this.size);
  }
}

const entry = /"((?:[^"\\]|\\.)*)": (\d+)/g;

/** Scores documents of whole weights by queries of whole weights. Sums stay exact up to 2 ** 53. */
export class BruteForce {
  #postings;
  #docids = [];

  /** @param terms those that queries may have */
  constructor(terms) {
    this.#postings = new Map(
      terms.map((term) => [term, { documents: new Numbers(), weights: new Numbers() }]),
    );
  }

  get size() {
    return this.#docids.length;
  }

  /** Takes the next line of java/GenerateVectors.java, an id and a vector. JSON.parse would take ten times as long. */
  add(line) {
    const [start, end] = ['{"id": "'.length, line.indexOf('", "vector": {')];
    entry.lastIndex = end + '", "vector": {'.length;
    for (let found = entry.exec(line); found !== null; found = entry.exec(line)) {
      const term = found[1].includes('\\') ? JSON.parse(`"${found[1]}"`) : found[1];
      const postings = this.#postings.get(term);
      postings?.documents.push(this.#docids.length);
      postings?.weights.push(Number(found[2]));
    }
    this.#docids.push(line.slice(start, end));
  }

  /**
   * The k documents of the largest scores above 0, ties by docid, whose characters must be ASCII. Terms in every document
   * count nothing, as for the searchers.
   * @param query Map of term to weight
   */
  rank(query, k) {
    const sums = new Float64Array(this.#docids.length);
    for (const [term, weight] of query) {
      const { documents, weights } = this.#postings.get(term);
      if (documents.size === sums.length) continue;
      const [docs, own] = [documents.all, weights.all];
      for (let i = 0; i < docs.length; i++) sums[docs[i]] += weight * own[i];
    }
    const scores = Float32Array.from(sums);
    const kth = scores.toSorted().at(-Math.min(k, scores.length));
    const hits = [];
    for (let i = 0; i < scores.length; i++) {
      if (scores[i] > 0 && scores[i] >= kth) hits.push({ docid: this.#docids[i], score: scores[i] });
    }
    const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    return hits.sort((a, b) => b.score - a.score || before(a.docid, b.docid)).slice(0, k);
  }
}
