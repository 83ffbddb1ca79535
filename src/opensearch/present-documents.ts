import type { BulkItem } from './bulk.js';
import type { Cluster } from './cluster.js';

interface MultiGetAnswer {
  readonly docs: readonly { readonly _id: string; readonly _version?: number; readonly found?: boolean }[];
}

/**
 * Looks up which of some documents an index has, as of its last refresh.
 * @returns the place in the collection of the record that was indexed, by docid
 */
export async function presentVersions(
  cluster: Cluster,
  index: string,
  items: readonly BulkItem[],
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const { body } = await cluster.request<MultiGetAnswer>({
    method: 'POST',
    path: `/${index}/_mget`,
    query: {
      realtime: false,
      _source: false,
      stored_fields: '_none_',
      filter_path: 'docs._id,docs._version,docs.found',
    },
    body: { ids: items.map(({ id }) => id) },
    signal,
  });
  return new Map(body.docs.flatMap(({ _id, _version, found }) => (found ? [[_id, _version ?? 0]] : [])));
}
