import { setSingleKeys, singleKeys } from '../keyboard.js';

const keys: readonly (readonly [string, string])[] = [
  ['/', 'to the search box'],
  ['j k ↓ ↑', 'from hit to hit'],
  ['Enter', 'open and close a hit’s “why”'],
  ['Esc', 'close it; back to the search box'],
];

/** Version, keyboard shortcuts and links. */
export function Footer({ version }: { readonly version: string | undefined }) {
  return (
    <footer class="footer">
      <details class="keys">
        <summary>Keyboard</summary>
        <dl>
          {keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                {key.split(' ').map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input
            type="checkbox"
            checked={singleKeys.value}
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          single letters and / do this
        </label>
      </details>
      <p>
        tserini {version} · <a href="./openapi.json">REST interface</a>
      </p>
    </footer>
  );
}
