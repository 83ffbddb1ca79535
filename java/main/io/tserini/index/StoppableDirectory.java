package io.tserini.index;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.RateLimitedIndexOutput;
import org.apache.lucene.store.RateLimiter;

/**
 * Fails to write once indexing has to stop, so that a flush or a merge, which may take seconds, ends within the next
 * {@value #CHECKED_BYTES} bytes. A rate limiter is how Lucene itself aborts its merges.
 */
final class StoppableDirectory extends FilterDirectory {
  private static final int CHECKED_BYTES = 1 << 16;

  private final StopReason stop;
  private final RateLimiter limiter = new RateLimiter() {
    @Override
    public void setMBPerSec(double rate) {}

    @Override
    public double getMBPerSec() {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public long pause(long bytes) throws IOException {
      stop.check();
      return 0;
    }

    @Override
    public long getMinPauseCheckBytes() {
      return CHECKED_BYTES;
    }
  };

  StoppableDirectory(Directory in, StopReason stop) {
    super(in);
    this.stop = stop;
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    return new RateLimitedIndexOutput(limiter, super.createOutput(name, context));
  }

  @Override
  public void sync(Collection<String> names) throws IOException {
    for (String name : names) {
      stop.check();
      super.sync(Set.of(name));
    }
  }
}
