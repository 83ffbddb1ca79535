import type { SearchSettings } from '../serving/requests.js';
import type { Candidate, ExplainResponse, Method, SearchMethod } from '../serving/results.js';
import type { ServedIndex } from '../serving/served-index.js';
import { TseriniError } from '../util/errors.js';

/** What is asked of every query. */
export interface Asked extends Pick<SearchSettings, 'bm25' | 'filter'> {
  readonly method: SearchMethod;
  readonly hits: number;
  /** Whether to return the whole text of each hit. */
  readonly texts: boolean;
  readonly explain: boolean;
}

/** What each term adds to a hit's score in one index. */
export type HitExplanation = Pick<ExplainResponse, 'method' | 'score' | 'rank' | 'matching' | 'unmatched'>;

export interface AnsweredHit
  extends Pick<Candidate, 'rank' | 'docid' | 'score' | 'rankings' | 'title' | 'snippet'> {
  text?: string | undefined;
  /** One for each index that was searched and has the document. */
  explanations?: HitExplanation[];
}

/** The answer to one query, in the form in which `--json` prints it. */
export interface Answer {
  readonly query: string;
  readonly index: string;
  readonly method: SearchMethod;
  readonly hits: readonly AnsweredHit[];
}

/** @throws TseriniError as {@link ServedIndex.search} */
export async function answerQuery(
  index: ServedIndex,
  query: string,
  { method, hits: most, texts: withTexts, explain, bm25, filter }: Asked,
  signal: AbortSignal,
): Promise<Answer> {
  const call = { signal };
  const found = await index.search(query, { hits: most, method, bm25, filter }, call);
  const hits: AnsweredHit[] = found.candidates;
  const texts = withTexts ? await index.texts(hits.map(({ docid }) => docid)) : undefined;
  for (const hit of hits) {
    if (texts) hit.text = texts.get(hit.docid)?.text;
    if (explain) hit.explanations = await explanationsOf(index, query, hit.docid, { method, bm25 }, signal);
  }
  return { query, index: index.name, method, hits };
}

async function explanationsOf(
  index: ServedIndex,
  query: string,
  docid: string,
  { method, bm25 }: Pick<Asked, 'method' | 'bm25'>,
  signal: AbortSignal,
): Promise<HitExplanation[]> {
  const methods: readonly Method[] = method === 'hybrid' ? ['impact', 'bm25'] : [method];
  const explained: HitExplanation[] = [];
  for (const by of methods) {
    const settings = by === 'bm25' ? { method: by, bm25 } : { method: by };
    const found = await index.explain(query, docid, settings, { signal }).catch((error) => {
      // A document of one index may be missing in the other.
      if (method === 'hybrid' && error instanceof TseriniError && error.code === 'NOT_FOUND')
        return undefined;
      throw error;
    });
    if (found) {
      const { score, rank, matching, unmatched } = found;
      explained.push({ method: by, score, rank, matching, unmatched });
    }
  }
  return explained;
}
