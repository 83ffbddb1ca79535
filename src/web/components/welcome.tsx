import type { IndexInfo } from '../../serving/results.js';
import { counted } from '../numbers.js';
import { sampleQueries } from '../samples.js';
import { searchAddress, searchFor } from '../store.js';
import { Made } from './made.js';

/** The first view: an introduction, sample queries, and how to read a score. */
export function Welcome({ entry }: { readonly entry: IndexInfo }) {
  const samples = sampleQueries(entry.name);
  const systems = [entry.impact && (entry.encoder ?? 'impact weights'), entry.bm25 && 'BM25'].filter(Boolean);
  return (
    <div class="welcome">
      <section class="lead">
        <h1>Search, and see why.</h1>
        {entry.impact && !entry.encoder ? (
          <p>
            This index holds the weighted words of documents, and has no model to find those of a query. What
            you type is taken as its tokens, each of weight 1.
          </p>
        ) : (
          <p>
            SPLADE turns a text into a list of weighted words: those that it has, and those that belong with
            them. A score is nothing but two such lists multiplied, so every score here can be opened and
            read.
          </p>
        )}
        <p class="facts">
          <strong>{entry.name}</strong> · {counted(entry.documents, 'document')} · {systems.join(' and ')}
        </p>
        <Made entry={entry} />
      </section>
      {samples.length > 0 && (
        <section aria-labelledby="samples-title">
          <h2 id="samples-title">Try one of these</h2>
          <ul class="samples">
            {samples.map((query) => (
              <li key={query}>
                <a href={searchAddress(query)} onClick={(event) => follow(event, query)}>
                  {query}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {entry.impact && entry.encoder && <HowToRead />}
    </div>
  );
}

function follow(event: MouseEvent, query: string): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  searchFor(query);
}

function HowToRead() {
  return (
    <section aria-labelledby="reading-title">
      <h2 id="reading-title">How to read a score</h2>
      <div class="lessons">
        <article>
          <h3>Your words, and added ones</h3>
          <p class="figure" aria-hidden="true">
            <b class="token own">heart</b>
            <b class="token own">attack</b>
            <b class="token added">
              <span class="plus">+</span> symptoms
            </b>
            <b class="token added">
              <span class="plus">+</span> pulse
            </b>
          </p>
          <p>
            The model keeps <span class="own-text">your words</span> and adds{' '}
            <span class="added-text">others</span> that an answer is likely to have. Each gets a weight.
          </p>
        </article>
        <article>
          <h3>Documents are expanded too</h3>
          <p class="figure bars" aria-hidden="true">
            <b class="own-text">signs</b>
            <i class="pill own" style={{ '--share': 1 }} />
            <b class="own-text">heart</b>
            <i class="pill own unwritten" style={{ '--share': 0.8 }} />
            <span class="added-text">
              <span class="plus">+</span> symptoms
            </span>
            <i class="pill added" style={{ '--share': 0.55 }} />
          </p>
          <p>
            A <em>hatched</em> bar is a match on a word that the passage does not contain: the model added it
            when the passage was indexed. BM25 cannot match those.
          </p>
        </article>
        <article>
          <h3>Weight times weight</h3>
          <p class="figure" aria-hidden="true">
            <b class="token own">signs</b>
            <span class="mono">110 × 80 = 8,800</span>
          </p>
          <p>
            A term adds its weight in the query times its weight in the document. The sum over all shared
            terms is the score: an inverted index finds it, as it does for BM25.
          </p>
        </article>
        <article>
          <h3>What ## means</h3>
          <p class="figure" aria-hidden="true">
            <b class="token own">lime</b>
            <b class="token own">
              <span class="joint">##</span>sca
            </b>
            <b class="token own">
              <span class="joint">##</span>le
            </b>
          </p>
          <p>
            Rare words are cut into pieces of a fixed vocabulary of some 30,000. A piece with <code>##</code>{' '}
            continues the one before it.
          </p>
        </article>
      </div>
    </section>
  );
}
