import { pause } from '../util/backoff.js';
import { TseriniError } from '../util/errors.js';
import type { Cluster } from './cluster.js';
import { pauseBeforeRetry } from './retry.js';

/** Which shards of an index are in use: all, all primary ones, or not even these. */
export type IndexHealth = 'green' | 'yellow' | 'red';

interface ShardsAnswer {
  readonly _shards: { readonly failed: number };
}

/**
 * Makes what was sent visible.
 * @throws TseriniError `CLUSTER` where a shard does not answer
 */
export async function refreshIndex(cluster: Cluster, index: string, signal?: AbortSignal): Promise<void> {
  await askEveryShard(cluster, 'POST', index, '_refresh', signal);
}

/**
 * How many documents there are, by every shard.
 * @throws TseriniError `CLUSTER` where a shard does not answer
 */
export async function countDocuments(cluster: Cluster, index: string, signal?: AbortSignal): Promise<number> {
  const answer = await askEveryShard<{ count: number }>(cluster, 'GET', index, '_count', signal);
  return answer.count;
}

/** A shard that is too busy, or whose node was just lost, is missing from an answer that is not an error. */
async function askEveryShard<T>(
  cluster: Cluster,
  method: 'GET' | 'POST',
  index: string,
  what: string,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    const { body } = await cluster.request<T & ShardsAnswer>({ method, path: `/${index}/${what}`, signal });
    const { failed } = body._shards;
    if (failed === 0) return body;
    if (failures > cluster.maxRetries) {
      throw new TseriniError('CLUSTER', `${failed} shards of ${index} do not answer at ${cluster.url}`, {
        value: index,
      });
    }
    await pauseBeforeRetry(failures, signal);
  }
}

interface Health {
  readonly status: IndexHealth;
  readonly number_of_data_nodes: number;
}

/**
 * Waits until an index has at least the health that is wanted; not for replicas on a cluster of one node.
 * @param seconds how long at most
 * @returns its health then
 */
export async function waitForHealth(
  cluster: Cluster,
  index: string,
  wanted: IndexHealth,
  seconds: number,
  signal?: AbortSignal,
): Promise<IndexHealth> {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const { body } = await cluster.request<Health>({
      method: 'GET',
      path: `/_cluster/health/${index}`,
      signal,
    });
    const order: readonly IndexHealth[] = ['green', 'yellow', 'red'];
    const isHealthy = order.indexOf(body.status) <= order.indexOf(wanted);
    const isAlone = body.status === 'yellow' && body.number_of_data_nodes === 1;
    if (isHealthy || isAlone || Date.now() > end) return body.status;
    await pause(200, signal);
  }
}

/** Merges each shard into one segment, as a task of the cluster: no request waits for it. */
export async function mergeSegments(cluster: Cluster, index: string, signal?: AbortSignal): Promise<void> {
  const { body } = await cluster.request<{ task: string }>({
    method: 'POST',
    path: `/${index}/_forcemerge`,
    query: { max_num_segments: 1, wait_for_completion: false },
    signal,
  });
  for (let isDone = false; !isDone; ) {
    await pause(500, signal);
    const task = await cluster.find<{ completed: boolean }>({
      method: 'GET',
      path: `/_tasks/${encodeURIComponent(body.task)}`,
      signal,
    });
    isDone = task?.completed ?? true;
  }
}

/**
 * Sets the number of replicas, and how often the cluster refreshes the index.
 * @param refresh a value of `index.refresh_interval`; default: the cluster's
 */
export async function openForSearch(
  cluster: Cluster,
  index: string,
  replicas: number,
  refresh?: string,
  signal?: AbortSignal,
): Promise<void> {
  await cluster.request({
    method: 'PUT',
    path: `/${index}/_settings`,
    body: { 'index.number_of_replicas': replicas, 'index.refresh_interval': refresh ?? null },
    signal,
  });
}
