import { useState } from 'preact/hooks';
import type { Candidate, IndexInfo } from '../../serving/results.js';
import { fusedNumber, number } from '../numbers.js';
import { Why } from './why.js';

interface Props {
  readonly entry: IndexInfo;
  readonly candidate: Candidate;
}

/** As the server fuses: reciprocal rank fusion with its usual constant. */
const rrfK = 60;

const systems = [
  ['impact', 'SPLADE'],
  ['bm25', 'BM25'],
] as const;

/** How the ranks of a hit became its fused score, and why each ranking has it there. */
export function HybridWhy({ entry, candidate }: Props) {
  const { docid, score, rankings } = candidate;
  return (
    <>
      <p class="story">
        <strong>{fusedNumber(score)}</strong> is the sum of 1 / ({rrfK} + rank) over both rankings. Only ranks
        count, not scores.
      </p>
      <table class="contributions">
        <caption>What each ranking adds</caption>
        <thead>
          <tr>
            <th scope="col">Ranking</th>
            <th scope="col">Score there</th>
            <th scope="col">Rank</th>
            <th scope="col">Adds</th>
          </tr>
        </thead>
        <tbody>
          {systems.map(([method, name]) => {
            const place = rankings?.[method];
            return (
              <tr key={method}>
                <th scope="row">{name}</th>
                <td class="numbers">{place ? number(place.score) : 'not found'}</td>
                <td class="numbers">{place ? place.rank : '–'}</td>
                <td class="numbers">{fusedNumber(place ? 1 / (rrfK + place.rank) : 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {systems.map(
        ([method, name]) =>
          rankings?.[method] && (
            <Part key={method} title={`Why ${name} has it at rank ${rankings[method].rank}`}>
              {() => <Why entry={entry} method={method} docid={docid} />}
            </Part>
          ),
      )}
    </>
  );
}

interface PartProps {
  readonly title: string;
  /** Rendered once it is open. */
  readonly children: () => preact.JSX.Element;
}

function Part({ title, children }: PartProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="why-part" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && children()}
    </details>
  );
}
