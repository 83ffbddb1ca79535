/** What the colours and the hatching mean. */
export function Legend({ withText }: { readonly withText: boolean }) {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <i class="swatch own" aria-hidden="true" /> your words
      </li>
      <li>
        <i class="swatch added" aria-hidden="true" /> <span class="plus">+</span> added by the model
      </li>
      {withText && (
        <li>
          <i class="swatch unwritten" aria-hidden="true" /> hatched: not written in the passage
        </li>
      )}
    </ul>
  );
}
