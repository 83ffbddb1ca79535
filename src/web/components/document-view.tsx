import { useState } from 'preact/hooks';
import type {
  DocumentResponse,
  ExplainedQueryTerm,
  IndexInfo,
  Method,
  VectorResponse,
} from '../../serving/results.js';
import { number } from '../numbers.js';
import { paths } from '../paths.js';
import { useRemote } from '../remote.js';
import { DocumentVector } from './document-vector.js';
import { MarkedText, type TextTerm } from './marked-text.js';
import { Failure } from './notices.js';

interface Props {
  readonly entry: IndexInfo;
  readonly method: Method;
  readonly docid: string;
  readonly matching: readonly ExplainedQueryTerm[];
}

/** Characters of a passage that are shown at first, and whose words are marked: those of a whole book take seconds. */
const firstShown = 20_000;

/** The passage with marked terms, and its vector. */
export function DocumentView({ entry, method, docid, matching }: Props) {
  const document = useRemote<DocumentResponse>(entry.hasText ? paths.document(entry.name, docid) : undefined);
  const vector = useRemote<VectorResponse>(method === 'impact' ? paths.vector(entry.name, docid) : undefined);
  const [whole, setWhole] = useState(false);
  const failed = [document, vector].find(({ error }) => error);
  if (failed?.error) return <Failure error={failed.error} retry={failed.retry} />;

  const { title, text } = document.data ?? {};
  const kind = method === 'impact' ? 'pieces' : 'stems';
  const origins = new Map(matching.map(({ term, own }) => [term, own]));
  const terms: readonly TextTerm[] =
    method === 'bm25'
      ? matching.map(({ term, documentWeight, own }) => ({ term, weight: documentWeight, own }))
      : (vector.data?.vector.map(({ term, weight }) => ({ term, weight, own: origins.get(term) })) ?? []);
  const isCut = !whole && text !== undefined && text.length > firstShown;
  if (text === undefined && !vector.data) return null;
  return (
    <div class="document">
      {text !== undefined && (
        <section class="passage">
          <h3>The passage</h3>
          {title && (
            <p class="passage-title" dir="auto">
              <MarkedText text={title} terms={terms} kind={kind} />
            </p>
          )}
          <p dir="auto">
            <MarkedText text={text.slice(0, firstShown)} terms={terms} kind={kind} />
            {isCut ? ' …' : text.slice(firstShown)}
          </p>
          {isCut && (
            <button type="button" class="more" onClick={() => setWhole(true)}>
              Show all {number(text.length)} characters
            </button>
          )}
          <p class="hint">
            {method === 'impact'
              ? 'The darker a word, the heavier it is in the passage’s vector. Underlined: the query has it too.'
              : 'Underlined: the query has the word, or one with the same stem.'}
          </p>
        </section>
      )}
      {vector.data && <DocumentVector vector={vector.data.vector} shared={new Set(origins.keys())} />}
    </div>
  );
}
