import { TseriniError } from '../util/errors.js';
import type { Cluster } from './cluster.js';
import { isTransientStatus, pauseBeforeRetry } from './retry.js';

/** The answer to several searches. */
export interface MultiSearchAnswer {
  readonly responses: readonly SearchAnswer[];
}

/** The answer to one of them. */
export interface SearchAnswer {
  readonly status?: number;
  readonly error?: {
    readonly type?: string;
    readonly reason?: string;
    readonly root_cause?: readonly { readonly type?: string; readonly reason?: string }[];
  };
  readonly timed_out?: boolean;
  readonly _shards?: { readonly failed: number };
  readonly hits?: {
    readonly total?: { readonly value: number };
    /** The sort values of a hit: score and docid. */
    readonly hits?: readonly { readonly sort: readonly [score: number, docid: string] }[];
  };
}

const answerFields = [
  'responses.status',
  'responses.error.type',
  'responses.error.reason',
  'responses.error.root_cause.type',
  'responses.error.root_cause.reason',
  'responses.timed_out',
  'responses._shards.failed',
  'responses.hits.total.value',
  'responses.hits.hits.sort',
].join(',');

/** Without one of the shards a ranking would be wrong: that is an error. */
const header = '{"allow_partial_search_results":false}';

/** The index was replaced by a newer one and deleted. */
export class IndexGoneError extends Error {}

/**
 * Sends several searches in one request; after a pause, sends those again that the cluster was too busy for.
 * @param searches bodies in JSON
 * @returns the answers in the order of the searches, each of all shards
 * @throws TseriniError `CLUSTER`, `INTERRUPTED`; {@link IndexGoneError}
 */
export async function multiSearch(
  cluster: Cluster,
  index: string,
  searches: readonly string[],
  maxRetries: number,
  signal?: AbortSignal,
): Promise<SearchAnswer[]> {
  const answers = new Array<SearchAnswer>(searches.length);
  let waiting = searches.map((_, i) => i);
  for (let failures = 1; ; failures++) {
    const { body } = await cluster.request<MultiSearchAnswer>({
      method: 'POST',
      path: `/${index}/_msearch`,
      query: { filter_path: answerFields },
      lines: waiting.map((i) => `${header}\n${searches[i]}\n`).join(''),
      signal,
    });
    const again: number[] = [];
    for (const [place, i] of waiting.entries()) {
      const answer = body.responses[place] ?? { status: 500, error: { reason: 'no answer' } };
      if (isPassing(answer) && failures <= maxRetries) again.push(i);
      else answers[i] = requireAnswer(answer, cluster.url);
    }
    if (again.length === 0) return answers;
    waiting = again;
    await pauseBeforeRetry(failures, signal);
  }
}

/** Whether another try may succeed. */
function isPassing({ status = 200, timed_out, _shards }: SearchAnswer): boolean {
  return isTransientStatus(status) || timed_out === true || (_shards?.failed ?? 0) > 0;
}

/**
 * @returns the answer, if it is one of all shards
 * @throws TseriniError `CLUSTER`; {@link IndexGoneError}
 */
export function requireAnswer(answer: SearchAnswer, url: string): SearchAnswer {
  const { status = 200, error, timed_out, _shards } = answer;
  const { type, reason } = error?.root_cause?.[0] ?? error ?? {};
  if (type === 'index_not_found_exception') throw new IndexGoneError(reason ?? type);
  if (error || status >= 400) {
    throw new TseriniError(
      'CLUSTER',
      `${url} answered a search with ${status}, ${reason ?? type ?? 'no reason'}`,
      {
        value: url,
      },
    );
  }
  if (timed_out || (_shards?.failed ?? 0) > 0) {
    throw new TseriniError('CLUSTER', `not all shards at ${url} answered a search in time`, { value: url });
  }
  return answer;
}
