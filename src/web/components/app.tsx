import { useEffect } from 'preact/hooks';
import type { IndexesResponse } from '../../server/schemas.js';
import { listenForKeys } from '../keyboard.js';
import { paths } from '../paths.js';
import { useRemote } from '../remote.js';
import { depth, state } from '../store.js';
import { maxHits } from '../url-state.js';
import { Footer } from './footer.js';
import { Warnings } from './made.js';
import { Masthead } from './masthead.js';
import { Failure, Waiting } from './notices.js';
import { Search } from './search.js';
import { Welcome } from './welcome.js';

/** The whole page. */
export function App() {
  const { query, index } = state.value;
  const indexes = useRemote<IndexesResponse>(paths.indexes);
  useEffect(listenForKeys, []);
  useEffect(() => {
    document.title = query === '' ? 'tserini' : `${query} – tserini`;
  }, [query]);

  // Set before the components below request hits.
  if (indexes.data) depth.value = Math.min(maxHits, indexes.data.hitsLimit);
  const known = indexes.data?.indexes ?? [];
  const entry = index === '' ? known[0] : known.find(({ name }) => name === index);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the results
      </a>
      <Masthead indexes={known} entry={entry} queryLimit={indexes.data?.queryLimit} welcome={query === ''} />
      <main id="content" tabIndex={-1}>
        {!(entry && query === '') && (
          <h1 class="hidden">{query === '' ? 'tserini' : `Results for ${query}`}</h1>
        )}
        {indexes.error && <Failure error={indexes.error} retry={indexes.retry} />}
        {!indexes.data && !indexes.error && <Waiting delay={indexes.delay} what="Asking the server" />}
        {indexes.data && !entry && <NoIndex name={index} others={known.map(({ name }) => name)} />}
        {entry && <Warnings entry={entry} />}
        {entry && (query === '' ? <Welcome entry={entry} /> : <Search entry={entry} />)}
      </main>
      <Footer version={indexes.data?.version} />
    </>
  );
}

function NoIndex({ name, others }: { readonly name: string; readonly others: readonly string[] }) {
  return (
    <section class="notice" role="alert">
      <h2>{name === '' ? 'This server has no index' : `There is no index ${name}`}</h2>
      {others.length > 0 ? (
        <p>
          It may have been renamed or removed. Available:{' '}
          {others.map((other, i) => (
            <span key={other}>
              {i > 0 && ', '}
              <a href={`./?index=${encodeURIComponent(other)}`}>{other}</a>
            </span>
          ))}
          .
        </p>
      ) : (
        <p>
          Start it with one: <code>npx tserini serve --index NAME=PATH</code>
        </p>
      )}
    </section>
  );
}
