import { afterAll, beforeAll } from 'vitest';
import { type ClusterOptions, OpenSearchCluster } from './opensearch-cluster.ts';

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
