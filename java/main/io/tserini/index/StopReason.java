package io.tserini.index;

import io.tserini.bridge.TseriniException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.index.MergePolicy.MergeAbortedException;

/**
 * Why an indexing run stops: the first of a failure, a cancellation and the commit. The first excludes the others, so
 * that a run that was cancelled never commits, and one that commits is never reported as cancelled. Thread-safe.
 */
final class StopReason {
  private static final Throwable COMMIT = new Throwable("the commit");

  private final AtomicReference<Throwable> reason = new AtomicReference<>();
  private volatile boolean committed;

  /** @return false if the commit came first */
  boolean cancel() {
    return set(new TseriniException("INTERRUPTED", "indexing was stopped; the index is as it was before"));
  }

  /** @return false if the commit came first */
  boolean set(Throwable failure) {
    reason.compareAndSet(null, failure);
    return reason.get() != COMMIT;
  }

  boolean isSet() {
    return reason.get() != null;
  }

  /** The reason; null if there is none, or it is the commit. */
  Throwable failure() {
    Throwable first = reason.get();
    return first == COMMIT ? null : first;
  }

  /**
   * Throws if the run has to stop.
   *
   * @throws MergeAbortedException which ends a merge without a report
   */
  void check() throws MergeAbortedException {
    if (failure() != null) {
      throw new MergeAbortedException("indexing stopped");
    }
  }

  /** Excludes a later cancellation. */
  void startCommit() throws MergeAbortedException {
    reason.compareAndSet(null, COMMIT);
    check();
  }

  void completeCommit() {
    committed = true;
  }

  boolean isCommitted() {
    return committed;
  }
}
