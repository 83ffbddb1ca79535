package io.tserini.scoring;

import java.util.Collection;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;

/** One collector for all segments, visited one after another: one query runs on one thread. */
public record SingleCollector<C extends Collector>(C collector) implements CollectorManager<C, C> {
  @Override
  public C newCollector() {
    return collector;
  }

  @Override
  public C reduce(Collection<C> collectors) {
    return collector;
  }
}
