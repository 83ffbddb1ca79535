package io.tserini.ranking;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of one cache. All caches of the process share an eighth of the heap, or as many bytes as the system
 * property {@code tserini.cacheBytes} says.
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

  /** Gives back memory that was taken. */
  public synchronized void give(long bytes) {
    if (!closed) {
      LEFT.addAndGet(bytes);
      taken -= bytes;
    }
  }

  /** The bytes that are taken. */
  synchronized long taken() {
    return taken;
  }

  /** Gives back all that was taken. Nothing can be taken afterwards. */
  public synchronized void close() {
    closed = true;
    LEFT.addAndGet(taken);
    taken = 0;
  }
}
