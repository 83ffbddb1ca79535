import type { ExplainResponse, IndexInfo, Method } from '../../serving/results.js';
import { number, percent } from '../numbers.js';
import { paths } from '../paths.js';
import { useRemote } from '../remote.js';
import { state } from '../store.js';
import { Contributions } from './contributions.js';
import { CopyLines } from './copy-lines.js';
import { DocumentView } from './document-view.js';
import { Failure, Waiting } from './notices.js';
import { Sources } from './sources.js';

interface Props {
  readonly entry: IndexInfo;
  readonly method: Method;
  readonly docid: string;
}

/** The parts of a hit's score, by term and in the passage. */
export function Why({ entry, method, docid }: Props) {
  const { query, topK, drop } = state.value;
  const prune = method === 'impact' ? { topK, drop } : undefined;
  const { data, error, retry, delay } = useRemote<ExplainResponse>(
    paths.explain(entry.name, method, query, docid, prune),
  );
  if (error) return <Failure error={error} retry={retry} />;
  if (!data) {
    return (
      <div class="why-pending">
        <Waiting delay={delay} what="Asking for the score’s parts" />
      </div>
    );
  }
  return (
    <>
      <Story explanation={data} method={method} />
      {method === 'impact' && <Sources matching={data.matching} />}
      <Contributions explanation={data} method={method} />
      <DocumentView entry={entry} method={method} docid={docid} matching={data.matching} />
      <CopyLines entry={entry} method={method} docid={docid} />
    </>
  );
}

/** The explanation in a sentence. */
function Story({ explanation, method }: { readonly explanation: ExplainResponse; readonly method: Method }) {
  const { score, matching } = explanation;
  const [first, second] = matching;
  if (!first) return <p class="story">It shares no term with the query.</p>;
  const added = matching.filter(({ own }) => !own).reduce((sum, { share }) => sum + share, 0);
  return (
    <p class="story">
      <strong>{number(score)}</strong> points from {matching.length} shared{' '}
      {matching.length === 1 ? 'term' : 'terms'}, most from <q>{first.term}</q>
      {second && (
        <>
          {' '}
          and <q>{second.term}</q>
        </>
      )}
      . {method === 'bm25' && 'BM25 counts the words that query and passage share, and nothing else.'}
      {method === 'impact' &&
        (added === 0
          ? 'All of it comes from your own words.'
          : `${percent(added)} of it comes from terms that you did not type.`)}
    </p>
  );
}
