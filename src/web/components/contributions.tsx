import { useState } from 'preact/hooks';
import type { ExplainResponse, Method } from '../../serving/results.js';
import { counted, number, percent } from '../numbers.js';
import { Origin, Term } from './term.js';

interface Props {
  readonly explanation: ExplainResponse;
  readonly method: Method;
}

const firstShown = 12;

/** What each term adds to the score, as a table with bars in it, and the terms that add nothing. */
export function Contributions({ explanation, method }: Props) {
  const [all, setAll] = useState(false);
  const { matching, unmatched } = explanation;
  if (matching.length === 0) return null;
  const most = matching[0]!.product;
  return (
    <>
      <table class="contributions">
        <caption>What each term adds</caption>
        <thead>
          <tr>
            <th scope="col">Term</th>
            <td />
            <th scope="col">{method === 'impact' ? 'Query × passage' : 'Query × BM25 weight'}</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {matching.slice(0, all ? undefined : firstShown).map((row) => (
            <tr key={row.term} class={row.own ? 'own' : 'added'}>
              <th scope="row">
                <Origin own={row.own} where="query" />
                <Term term={row.term} />
                {row.inText === false && <span class="hidden">, not written in the passage</span>}
              </th>
              <td class="bar-cell" aria-hidden="true">
                <i
                  class={`${row.own ? 'own' : 'added'}${row.inText === false ? ' unwritten' : ''}`}
                  style={{ '--share': row.product / most }}
                />
              </td>
              <td class="numbers">
                {number(row.queryWeight)} × {number(row.documentWeight)}
              </td>
              <td class="numbers">{percent(row.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {matching.length > firstShown && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${counted(matching.length, 'term')}`}
        </button>
      )}
      {unmatched.length > 0 && <Unmatched unmatched={unmatched} method={method} />}
    </>
  );
}

const reasons: Readonly<Record<ExplainResponse['unmatched'][number]['reason'], string>> = {
  notInDocument: 'not in this passage',
  notInIndex: 'in no document',
  tooCommon: 'in every document, so it does not count',
};

interface UnmatchedProps {
  readonly unmatched: ExplainResponse['unmatched'];
  readonly method: Method;
}

function Unmatched({ unmatched, method }: UnmatchedProps) {
  return (
    <details class="unmatched">
      <summary>{counted(unmatched.length, 'term')} of the query do not match</summary>
      <ul>
        {unmatched.map(({ term, own, reason, queryWeight }) => (
          <li key={term}>
            <span class={`token ${own ? 'own' : 'added'}`}>
              <Origin own={own} where="query" />
              <Term term={term} /> {method === 'impact' && number(queryWeight)}
            </span>{' '}
            {reasons[reason]}
          </li>
        ))}
      </ul>
    </details>
  );
}
