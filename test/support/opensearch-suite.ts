import { afterAll, beforeAll, inject } from 'vitest';
import { type ClusterOptions, OpenSearchCluster, requestJson } from './opensearch-cluster.ts';

/** Much longer than it takes, for a machine that is busy otherwise. */
export const clusterTimeout = 240_000;

/** A cluster that is there while the tests of a suite run; call the result inside of tests and hooks. */
export function suiteCluster(nodes: number, options: ClusterOptions = {}): () => OpenSearchCluster {
  let cluster: OpenSearchCluster;
  beforeAll(async () => {
    cluster = await OpenSearchCluster.start(nodes, options);
  }, clusterTimeout);
  afterAll(() => cluster?.stop(), clusterTimeout);
  return () => cluster;
}

type SharedCluster = Pick<OpenSearchCluster, 'url' | 'request'>;

/**
 * A cluster of one node without indexes: the one that `test/cluster/vitest.config.ts` starts, for a suite that leaves
 * its nodes and settings as they are; without that configuration, one of the suite's own.
 */
export function sharedCluster(): () => SharedCluster {
  const url: string | undefined = inject('clusterUrl');
  if (!url) return suiteCluster(1);
  const cluster: SharedCluster = {
    url,
    request: (method, path, body) => requestJson(url, method, path, body),
  };
  beforeAll(() => cluster.request('DELETE', '/_all'), clusterTimeout);
  return () => cluster;
}
