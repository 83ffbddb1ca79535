import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { IndexInfo } from '../../serving/results.js';
import { go, noneOpen, searchFor, state } from '../store.js';
import { ThemeToggle } from './theme-toggle.js';

interface Props {
  readonly indexes: readonly IndexInfo[];
  readonly entry: IndexInfo | undefined;
  /** The characters of a query that the server takes, once it is known. */
  readonly queryLimit: number | undefined;
  readonly welcome: boolean;
}

/** The head of the page: the name, the search box, the index and the theme. */
export function Masthead({ indexes, entry, queryLimit, welcome }: Props) {
  return (
    <header class={welcome ? 'masthead welcome-masthead' : 'masthead'}>
      <div class="masthead-inner">
        <a class="wordmark" href={entry ? `./?index=${encodeURIComponent(entry.name)}` : './'} onClick={home}>
          <span class="mark" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          tserini
        </a>
        <SearchForm queryLimit={queryLimit} />
        <div class="masthead-side">
          {indexes.length > 1 && <IndexSelect indexes={indexes} entry={entry} />}
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}

function home(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  searchFor('');
  document.querySelector<HTMLInputElement>('#query')?.focus();
}

function SearchForm({ queryLimit }: Pick<Props, 'queryLimit'>) {
  const { query } = state.value;
  const box = useRef<HTMLInputElement>(null);
  // With the rest of the page, not after it is painted.
  useLayoutEffect(() => {
    if (box.current) box.current.value = query;
  }, [query]);
  useEffect(() => {
    // Not where the address is a search: the reader came for its hits.
    if (state.peek().query === '') box.current?.focus();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const text = box.current?.value ?? '';
    if (text.trim() !== state.peek().query) searchFor(text);
  };
  return (
    <search class="search">
      <form class="search-form" onSubmit={submit} action="./">
        <label class="hidden" for="query">
          Search
        </label>
        <svg class="search-icon" viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="8.5" cy="8.5" r="5.5" />
          <path d="m13 13 4.5 4.5" />
        </svg>
        <input
          ref={box}
          id="query"
          name="q"
          type="search"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={queryLimit}
          dir="auto"
          placeholder="Ask in your own words"
          aria-keyshortcuts="/"
        />
        <span class="search-key" aria-hidden="true">
          /
        </span>
        <button type="submit">Search</button>
      </form>
    </search>
  );
}

function IndexSelect({ indexes, entry }: Pick<Props, 'indexes' | 'entry'>) {
  return (
    <label class="index-select">
      <span class="hidden">Index</span>
      <select
        value={entry?.name ?? ''}
        onChange={(event) => go({ index: event.currentTarget.value, ...noneOpen, topK: undefined, drop: [] })}
      >
        {indexes.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
