/** What BM25 makes of a query: beside the vector of a model, next to nothing. */
export function WordsPanel({ query }: { readonly query: string }) {
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
        BM25 takes your words, cuts their endings and leaves out the commonest. It adds none, so a passage
        that says it in other words stays unseen.
      </p>
    </section>
  );
}
