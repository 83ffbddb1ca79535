package io.tserini.bridge;

import org.apache.lucene.index.QueryTimeout;

/** Ends a search early: on {@link #cancel}, or at its time limit. */
public final class Cancellation implements QueryTimeout {
  /** Never ends a search. */
  public static final Cancellation NONE = new Cancellation(0);

  private final double limitMs;
  private final long start = System.nanoTime();
  private volatile boolean cancelled;

  /** @param limitMs milliseconds from now on that the search may take; 0 for no limit */
  public Cancellation(double limitMs) {
    this.limitMs = limitMs;
  }

  /** Ends the search at its next check. */
  public void cancel() {
    cancelled = true;
  }

  private boolean isLate() {
    return limitMs > 0 && System.nanoTime() - start > limitMs * 1e6;
  }

  @Override
  public boolean shouldExit() {
    return cancelled || isLate();
  }

  public void check() throws TseriniException {
    if (cancelled) {
      throw new TseriniException("INTERRUPTED", "the search was cancelled");
    }
    if (isLate()) {
      throw new TseriniException("INTERRUPTED", "the search took longer than its limit of " + (float) limitMs + " ms");
    }
  }
}
