import { describe, expect, it } from 'vitest';
import { OpenSearchCluster } from '../support/opensearch-cluster.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';

describe.skipIf(!opensearchClassPath)(`a cluster for tests${needsOpensearch}`, () => {
  it('keeps its documents when a node is killed and comes back', async () => {
    await using cluster = await OpenSearchCluster.start(2);
    await cluster.request('PUT', '/kept', { settings: { number_of_shards: 2, number_of_replicas: 1 } });
    await cluster.waitForGreen();
    for (let id = 0; id < 10; id++) await cluster.request('PUT', `/kept/_doc/${id}`, { id });
    await cluster.killNode(1);
    await cluster.waitForNodes();
    await cluster.request('POST', '/kept/_refresh');
    expect(await cluster.request('GET', '/kept/_count')).toMatchObject({ count: 10 });
    await cluster.startNode(1);
    await cluster.waitForGreen();
    expect(await cluster.request('GET', '/_cat/nodes?format=json')).toHaveLength(2);
  });
});
