package io.tserini.ranking;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of one cache. All caches of the process share an eighth of the heap, or as many bytes as the system
 * property {@code tserini.cacheBytes} says.
 */
public final class CacheMemory {
  /** The bytes that all caches share. */
  public static final long LIMIT = Long.getLong("tserini.cacheBytes", Runtime.getRuntime().maxMemory() / 8);

  private static final AtomicLong LEFT = new AtomicLong(LIMIT);

  private long reserved;
  private boolean closed;

  /** Reserves memory, unless less is left. */
  public boolean reserve(long bytes) {
    return reserve(bytes, 0);
  }

  /** Reserves memory, unless less than {@code spare} would be left. */
  public synchronized boolean reserve(long bytes, long spare) {
    if (closed) {
      return false;
    }
    if (LEFT.addAndGet(-bytes) < spare) {
      LEFT.addAndGet(bytes);
      return false;
    }
    reserved += bytes;
    return true;
  }

  /** Releases reserved memory. */
  public synchronized void release(long bytes) {
    if (!closed) {
      LEFT.addAndGet(bytes);
      reserved -= bytes;
    }
  }

  /** The bytes that are reserved. */
  synchronized long reserved() {
    return reserved;
  }

  /** Releases all of it. Nothing can be reserved afterwards. */
  public synchronized void close() {
    closed = true;
    LEFT.addAndGet(reserved);
    reserved = 0;
  }
}
