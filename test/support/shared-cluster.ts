import type { TestProject } from 'vitest/node';
import { OpenSearchCluster } from './opensearch-cluster.ts';
import { opensearchClassPath } from './opensearch-jars.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the cluster is that files share. */
    clusterUrl: string;
  }
}

/** Starts a cluster of one node, which is there while all files run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!opensearchClassPath) return async () => {};
  const cluster = await OpenSearchCluster.start(1);
  project.provide('clusterUrl', cluster.url);
  return () => cluster.stop();
}
