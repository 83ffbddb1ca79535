package io.tserini.ranking;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that an open index may take for what its searches keep of it. All indexes of the process
 * share an eighth of the heap, or as many bytes as the system property {@code tserini.cacheBytes} says.
 */
public final class CacheMemory {
  private static final AtomicLong LEFT =
      new AtomicLong(Long.getLong("tserini.cacheBytes", Runtime.getRuntime().maxMemory() / 8));

  private long taken;
  private boolean closed;

  /** Takes memory for good, if there is so much left. */
  public synchronized boolean take(long bytes) {
    if (closed) {
      return false;
    }
    if (LEFT.addAndGet(-bytes) < 0) {
      LEFT.addAndGet(bytes);
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Gives back all that was taken; there is nothing more to take. */
  public synchronized void close() {
    closed = true;
    LEFT.addAndGet(taken);
    taken = 0;
  }
}
