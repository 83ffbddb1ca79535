/** The meaning of the colors. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <i class="swatch own" aria-hidden="true" /> your words
      </li>
      <li>
        <i class="swatch added" aria-hidden="true" />
        <span>
          <span class="plus">+</span>added by the model
        </span>
      </li>
    </ul>
  );
}
