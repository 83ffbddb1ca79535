/** The words of a query, for BM25, which has no query vector to show. */
export function Bm25QueryPanel({ query }: { readonly query: string }) {
  const words = query.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return (
    <section class="query-panel" aria-labelledby="words-title">
      <h2 id="words-title">Your query, as BM25 reads it</h2>
      <ul class="words" aria-label="Words of the query">
        {words.map((word, i) => (
          <li key={`${i}-${word}`} class="token own">
            {word}
          </li>
        ))}
      </ul>
      <p class="hint">
        BM25 stems your words and removes stop words. It adds no terms, so it cannot find a passage that uses
        other words.
      </p>
    </section>
  );
}
