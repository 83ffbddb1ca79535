/** A term, with the `##` of a piece that continues a word in a lighter color. */
export function Term({ term }: { readonly term: string }) {
  if (!term.startsWith('##') || term.length === 2) return <span class="term">{term}</span>;
  return (
    <span class="term">
      <span class="joint">##</span>
      {term.slice(2)}
    </span>
  );
}

/** `+` before a term that the model added, with text for screen readers. */
export function Origin({ own, where }: { readonly own: boolean; readonly where: 'query' | 'text' }) {
  if (own) return <span class="hidden">{where === 'query' ? 'your word' : 'in the text'} </span>;
  return (
    <>
      <span class="plus" aria-hidden="true">
        +
      </span>
      <span class="hidden">added </span>
    </>
  );
}
