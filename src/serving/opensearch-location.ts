import { indexFingerprint } from '../opensearch/checked-index.js';
import { Cluster } from '../opensearch/cluster.js';
import { parseIndexAddress } from '../opensearch/connection.js';
import { OpenSearchImpactSearcher } from '../opensearch/opensearch-impact-searcher.js';
import { TseriniError } from '../util/errors.js';
import { type IndexLocation, indexOfSearcher } from './open-index.js';

/**
 * An index on an OpenSearch cluster, `https://host:9200/name`. Credentials and certificates come from the
 * environment: see `OpenSearchConnection`.
 */
export function openSearchLocation(name: string): IndexLocation {
  let last: string | undefined;
  return {
    name,
    async fingerprint() {
      const { index, connection } = parseIndexAddress(name, {});
      await using cluster = await Cluster.connect(connection);
      try {
        last = await indexFingerprint(cluster, index);
      } catch (error) {
        // Another node may still answer searches; if none does, they report it.
        if (last === undefined || !(error instanceof TseriniError && error.code === 'CLUSTER')) throw error;
      }
      return last;
    },
    async open() {
      const searcher = await OpenSearchImpactSearcher.open(name);
      return [indexOfSearcher(searcher, searcher)];
    },
  };
}
