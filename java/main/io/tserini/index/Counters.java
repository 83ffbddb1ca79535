package io.tserini.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What an indexing run has met so far. Safe to use from many threads. */
public final class Counters {
  private static final int FAILURES_NAMED = 20;

  private final AtomicLong indexed = new AtomicLong();
  private final AtomicLong empty = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong fractions = new AtomicLong();
  private final Set<String> fields = ConcurrentHashMap.newKeySet();
  private final List<String> failures = new ArrayList<>();
  private long failed;

  void countIndexed() {
    indexed.incrementAndGet();
  }

  void countEmpty() {
    empty.incrementAndGet();
  }

  void countSkipped() {
    skipped.incrementAndGet();
  }

  /** Notes that a record had this field. */
  void sawField(String name) {
    fields.add(name);
  }

  boolean hasSeenField(String name) {
    return fields.contains(name);
  }

  void countFractions(int weights) {
    if (weights > 0) {
      fractions.addAndGet(weights);
    }
  }

  synchronized void countFailure(String file, long line, String reason) {
    failed++;
    if (failures.size() < FAILURES_NAMED) {
      failures.add(file + ":" + line + ": " + reason);
    }
  }

  synchronized long failed() {
    return failed;
  }

  synchronized String failures() {
    String named = String.join("\n", failures);
    long more = failed - failures.size();
    return more > 0 ? named + "\n… and " + more + " more" : named;
  }

  long seen() {
    return indexed.get() + empty.get() + skipped.get() + failed();
  }

  long[] toArray() {
    return new long[] {indexed.get(), empty.get(), skipped.get(), fractions.get()};
  }
}
