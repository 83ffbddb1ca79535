import { TseriniError } from '../util/errors.js';
import type { Cluster } from './cluster.js';
import { isTransientStatus, pauseBeforeRetry } from './retry.js';

/** A document on its way to the cluster. */
export interface BulkItem {
  readonly id: string;
  /** The record's place in the collection. */
  readonly version: number;
  /** File and line of the record, for messages. */
  readonly where: string;
  /** Its lines of the request. */
  readonly lines: string;
}

/**
 * The result for a document:
 *
 * - `created`: it is new
 * - `present`: the index had the same record
 * - `replaced`: the index had an earlier record of its id
 * - `superseded`: the index has a later record of its id
 * - `deleted`
 */
export type BulkResult = 'created' | 'present' | 'replaced' | 'superseded' | 'deleted';

interface BulkAnswer {
  readonly items: readonly Readonly<Record<string, ItemAnswer>>[];
}

interface ItemAnswer {
  readonly status: number;
  readonly result?: string;
  readonly error?: { readonly type?: string; readonly reason?: string };
}

const answerFields = 'items.*.status,items.*.result,items.*.error.type,items.*.error.reason';

/**
 * Sends documents in one request; after a pause, sends those again that the cluster was too busy for. Sending one twice
 * does no harm: its version tells that the index has it.
 * @returns the result for each, in their order
 * @throws TseriniError `INPUT` (a document that the cluster refuses), `CLUSTER`, `INTERRUPTED`
 */
export async function sendBulk(
  cluster: Cluster,
  index: string,
  items: readonly BulkItem[],
  maxRetries: number,
  signal?: AbortSignal,
): Promise<BulkResult[]> {
  const results = new Array<BulkResult>(items.length);
  let waiting = items.map((_, i) => i);
  for (let failures = 0; waiting.length > 0; ) {
    const { body } = await cluster.request<BulkAnswer>({
      method: 'POST',
      path: `/${index}/_bulk`,
      query: { filter_path: answerFields },
      lines: waiting.map((i) => items[i]!.lines).join(''),
      signal,
    });
    const again: number[] = [];
    let refusal = '';
    for (const [place, i] of waiting.entries()) {
      const answer = Object.values(body.items[place] ?? {})[0];
      if (!answer)
        throw new TseriniError('CLUSTER', `${cluster.url} did not answer for document ${items[i]!.id}`);
      if (isTransientStatus(answer.status)) {
        again.push(i);
        refusal = `${answer.status}, ${answer.error?.reason ?? answer.error?.type ?? ''}`;
      } else results[i] = resultOf(items[i]!, answer);
    }
    // As long as some are accepted, the cluster only needs time.
    failures = again.length < waiting.length ? 1 : failures + 1;
    waiting = again;
    if (waiting.length === 0) break;
    if (failures > maxRetries) {
      throw new TseriniError(
        'CLUSTER',
        `${cluster.url} refused ${waiting.length} documents ${failures} times (${refusal.split('\n')[0]}): ` +
          'run the same command again to resume, with fewer --threads if the cluster is busy',
        { value: cluster.url },
      );
    }
    await pauseBeforeRetry(failures, signal);
  }
  return results;
}

function resultOf(item: BulkItem, { status, result, error }: ItemAnswer): BulkResult {
  if (result === 'created') return 'created';
  if (result === 'updated') return 'replaced';
  if (result === 'deleted' || result === 'not_found') return 'deleted';
  if (status === 409) {
    // `[id]: version conflict, current version [3] is higher or equal to the one provided [2]`
    const current = Number(/current version \[(\d+)\]/.exec(error?.reason ?? '')?.[1]);
    if (current === item.version) return 'present';
    if (current > item.version) return 'superseded';
  }
  throw new TseriniError(
    'INPUT',
    `${item.where}: the cluster does not take document ${item.id} (${status}, ${error?.reason ?? error?.type ?? 'no reason'})`,
    { value: item.id },
  );
}
