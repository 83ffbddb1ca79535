const near = Math.fround(1e-4);
const step = Math.fround(1e-6);

/**
 * Makes the scores of a ranking say its order, as Anserini and the Lucene searchers here do: down the list, in
 * float32, `s = round(s × 1e4) / 1e4`; unless the score before, as adjusted, is greater by more than 1e-4, the hit
 * counts as the n-th of a tie and loses n × 1e-6.
 * @param scores in descending order; changed in place
 */
export function adjustTies(scores: Float32Array): void {
  let duplicates = 0;
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.round(scores[i]! * 1e4) / 1e4;
    duplicates = i === 0 || Math.fround(scores[i - 1]! - scores[i]!) > near ? 0 : duplicates + 1;
    if (duplicates > 0) scores[i] = scores[i]! - Math.fround(step * duplicates);
  }
}
