import { isClusterUrl } from '../opensearch/connection.js';
import { luceneLocation } from './lucene-location.js';
import type { IndexLocation } from './open-index.js';
import { openSearchLocation } from './opensearch-location.js';

/** A location by its name: a folder, or the url of an index on a cluster. */
export function indexLocation(name: string): IndexLocation {
  return isClusterUrl(name) ? openSearchLocation(name) : luceneLocation(name);
}
