import { randomBytes } from 'node:crypto';
import { TseriniError } from '../util/errors.js';
import type { Cluster } from './cluster.js';
import { type IndexMeta, readMeta } from './index-meta.js';
import { type IndexDescription, type IndexLayout, indexBody, metaBody } from './mapping.js';
import type { OpenSearchMapping } from './tokens.js';

// The name that is searched is an alias; the index behind it is named after the alias and the time of its creation.

/** An index that is being built or was built. */
export interface PhysicalIndex {
  /** Its own name, `nfcorpus-20260131-235959-1a2b`. */
  readonly index: string;
  readonly description: IndexDescription;
  readonly meta: IndexMeta | undefined;
}

type Indices = Readonly<Record<string, IndexDescription>>;

/** The indexes that a name, an alias or a pattern matches; none if there is no such name. */
export async function findIndexes(
  cluster: Cluster,
  name: string,
  signal?: AbortSignal,
): Promise<PhysicalIndex[]> {
  const found = await cluster.find<Indices>({
    method: 'GET',
    path: `/${encodeURIComponent(name)}`,
    query: { flat_settings: true },
    signal,
    isFirst: true,
  });
  return Object.entries(found ?? {}).map(([index, description]) => ({
    index,
    description,
    meta: readMeta(description.mappings?._meta),
  }));
}

/**
 * The indexes to which the alias points, which the new one will replace.
 * @throws TseriniError `INDEX` if the name is an index itself, or points to one that tserini did not build
 */
export async function servedIndexes(
  cluster: Cluster,
  name: string,
  signal?: AbortSignal,
): Promise<PhysicalIndex[]> {
  const served = await findIndexes(cluster, name, signal);
  for (const { index, meta } of served) {
    if (index === name) {
      throw new TseriniError(
        'INDEX',
        `${name} is an index there, with a mapping of its own, and not an alias that can be switched: ` +
          'choose another name, or delete it',
        { value: name },
      );
    }
    if (!meta) {
      throw new TseriniError(
        'INDEX',
        `the alias ${name} points to ${index}, which tserini did not build: choose another name`,
        { value: name },
      );
    }
  }
  return served;
}

/** Indexes of this name whose building was stopped. */
export async function unfinishedIndexes(
  cluster: Cluster,
  name: string,
  signal?: AbortSignal,
): Promise<(PhysicalIndex & { readonly meta: IndexMeta })[]> {
  const found = await findIndexes(cluster, `${name}-*`, signal);
  return found.flatMap(({ meta, ...rest }) =>
    meta && meta.name === name && !meta.complete ? [{ ...rest, meta }] : [],
  );
}

/** The unfinished index of the same collection, to be resumed. */
export function sameCollection(
  unfinished: readonly (PhysicalIndex & { readonly meta: IndexMeta })[],
  collection: string,
  mapping: OpenSearchMapping | undefined,
): (PhysicalIndex & { readonly meta: IndexMeta }) | undefined {
  const same = unfinished.find(
    ({ meta }) => meta.collection === collection && (mapping ?? meta.mapping) === meta.mapping,
  );
  const [other] = unfinished;
  if (!same && other) {
    throw new TseriniError(
      'INDEX',
      `an indexing that was stopped left ${other.index}, of another collection or with other options ` +
        `(or the files changed): give --restart to delete it and start again`,
      { value: other.index },
    );
  }
  return same;
}

/**
 * Creates an index that is not served yet, and waits for its replicas: a node that is lost before they exist would take
 * the first documents with it.
 */
export async function createIndex(
  cluster: Cluster,
  layout: IndexLayout,
  meta: IndexMeta,
  signal?: AbortSignal,
): Promise<string> {
  const moment = new Date()
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-');
  const index = `${meta.name}-${moment}-${randomBytes(2).toString('hex')}`;
  const { body: health } = await cluster.request<{ number_of_data_nodes: number }>({
    method: 'GET',
    path: '/_cluster/health',
    signal,
  });
  const copies = Math.max(1, Math.min(1 + layout.replicas, health.number_of_data_nodes));
  await cluster
    .request({
      method: 'PUT',
      path: `/${index}`,
      query: { wait_for_active_shards: copies, timeout: '60s' },
      body: indexBody(layout, meta),
      signal,
    })
    .catch((error) => {
      // The answer to an earlier try was lost on the way.
      if (!(error instanceof TseriniError && error.code === 'INDEX')) throw error;
    });
  return index;
}

export async function deleteIndex(cluster: Cluster, index: string, signal?: AbortSignal): Promise<void> {
  await cluster.find({ method: 'DELETE', path: `/${index}`, signal });
}

/** Writes an index's `_meta`. */
export async function writeMeta(
  cluster: Cluster,
  index: string,
  meta: IndexMeta,
  signal?: AbortSignal,
): Promise<void> {
  await cluster.request({
    method: 'PUT',
    path: `/${index}/_mapping`,
    body: { _meta: metaBody(meta) },
    signal,
  });
}

/**
 * Points the alias to another index, in one step for searches.
 * @param remove whether the old indexes are deleted in the same step
 */
export async function switchAlias(
  cluster: Cluster,
  alias: string,
  index: string,
  old: readonly string[],
  remove: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const actions = [
    ...old.map((name) => (remove ? { remove_index: { index: name } } : { remove: { index: name, alias } })),
    { add: { index, alias } },
  ];
  try {
    await cluster.request({ method: 'POST', path: '/_aliases', body: { actions }, signal });
  } catch (error) {
    // The answer to an earlier try was lost on the way: what is to be removed is gone.
    const now = await findIndexes(cluster, alias, signal);
    if (!(now.length === 1 && now[0]!.index === index)) throw error;
  }
}
