package io.tserini;

import java.util.Collection;
import org.apache.lucene.search.CollectorManager;

/** One collector for all segments, visited one after the other: one query runs on one thread. */
record SingleCollector(TopHits hits) implements CollectorManager<TopHits, TopHits> {
  @Override
  public TopHits newCollector() {
    return hits;
  }

  @Override
  public TopHits reduce(Collection<TopHits> collectors) {
    return hits;
  }
}
