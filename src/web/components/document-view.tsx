import { useState } from 'preact/hooks';
import type {
  DocumentResponse,
  DocumentTerm,
  ExplainedQueryTerm,
  IndexInfo,
  Method,
  VectorResponse,
} from '../../server/schemas.js';
import { counted, number } from '../numbers.js';
import { paths } from '../paths.js';
import { useRemote } from '../remote.js';
import { MarkedText } from './marked-text.js';
import { Failure } from './notices.js';
import { Origin, Term } from './term.js';

interface Props {
  readonly entry: IndexInfo;
  readonly method: Method;
  readonly docid: string;
  readonly matching: readonly ExplainedQueryTerm[];
}

/** The passage with the matching words marked, beside its vector. */
export function DocumentView({ entry, method, docid, matching }: Props) {
  const document = useRemote<DocumentResponse>(entry.hasText ? paths.document(entry.name, docid) : undefined);
  const vector = useRemote<VectorResponse>(method === 'impact' ? paths.vector(entry.name, docid) : undefined);
  const { text } = document.data ?? {};
  const failed = [document, vector].find(({ error }) => error);
  const terms = matching.map(({ term, queryWeight, own }) => ({ term, weight: queryWeight, own }));
  return (
    <div class="document">
      {failed?.error && <Failure error={failed.error} retry={failed.retry} />}
      {text !== undefined && (
        <section class="passage">
          <h3>The passage</h3>
          <p>
            <MarkedText text={text} query={terms} kind={method === 'impact' ? 'pieces' : 'stems'} />
          </p>
        </section>
      )}
      {vector.data && (
        <DocumentVector vector={vector.data.vector} shared={new Set(matching.map(({ term }) => term))} />
      )}
    </div>
  );
}

const firstShown = 18;

function DocumentVector({
  vector,
  shared,
}: {
  readonly vector: readonly DocumentTerm[];
  readonly shared: ReadonlySet<string>;
}) {
  const [all, setAll] = useState(false);
  const heaviest = vector[0]?.weight ?? 1;
  const known = vector.some(({ inText }) => inText !== undefined);
  const written = vector.filter(({ inText }) => inText).length;
  return (
    <section class="document-vector">
      <h3>Its vector</h3>
      <p class="hint">
        {counted(vector.length, 'term')}
        {known && (
          <>
            : <span class="own-text">{written} from the text</span>,{' '}
            <span class="added-text">{vector.length - written} added</span>
          </>
        )}
        . A dot marks those that the query has too.
      </p>
      <ul class="vector" aria-label="Terms of the passage, heaviest first">
        {vector.slice(0, all ? undefined : firstShown).map(({ term, weight, inText }) => (
          <li key={term} class={`bar-row ${inText === false ? 'added' : 'own'}`}>
            <span class="bar-name">
              {known && <Origin own={inText !== false} where="text" />}
              <Term term={term} />
              {shared.has(term) && (
                <>
                  <span class="dot" aria-hidden="true" />
                  <span class="hidden">, in the query</span>
                </>
              )}
            </span>
            <span class="bar-track" aria-hidden="true">
              <i style={{ '--share': weight / heaviest }} />
            </span>
            <span class="bar-value">{number(weight)}</span>
          </li>
        ))}
      </ul>
      {vector.length > firstShown && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${vector.length}`}
        </button>
      )}
    </section>
  );
}
