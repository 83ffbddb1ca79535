package io.tserini.index;

import io.tserini.store.FieldTypes;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts what an indexing run has read so far. Thread-safe. */
final class Counters {
  private static final int FAILURES_NAMED = 20;

  final LongAdder indexed = new LongAdder();
  final LongAdder empty = new LongAdder();
  final LongAdder skipped = new LongAdder();
  /** Weights whose fraction was cut off. */
  final LongAdder fractions = new LongAdder();
  /** Tokens that were left out: of a weight between 0 and 1, or white space. */
  final LongAdder dropped = new LongAdder();
  /** Ids with white space. */
  final LongAdder spacedIds = new LongAdder();
  /** One of them. */
  private volatile String spacedId = "";
  /** Those of the requested fields that a record had. */
  final Set<String> fields = ConcurrentHashMap.newKeySet();

  /** The first ones. */
  private final TreeSet<Failure> failures = new TreeSet<>();
  private long failed;

  private record Failure(String file, long line, String reason) implements Comparable<Failure> {
    @Override
    public int compareTo(Failure other) {
      int order = file.compareTo(other.file);
      return order == 0 ? Long.compare(line, other.line) : order;
    }
  }

  synchronized void countFailure(String file, long line, String reason) {
    failed++;
    failures.add(new Failure(file, line, reason));
    if (failures.size() > FAILURES_NAMED) {
      failures.pollLast();
    }
  }

  synchronized long failed() {
    return failed;
  }

  /** The first failed records, one per line, as {@code file:line: reason}, and how many more there are. */
  synchronized String failures() {
    Stream<String> messages = failures.stream().map(one -> one.file + ":" + one.line + ": " + one.reason);
    String named = messages.collect(Collectors.joining("\n"));
    long more = failed - failures.size();
    return more > 0 ? named + "\n… and " + more + " more" : named;
  }

  void countSpacedId(String id) {
    spacedIds.increment();
    if (spacedId.isEmpty()) {
      spacedId = id;
    }
  }

  String spacedId() {
    return spacedId;
  }

  /** The requested fields that no record had, joined by newlines. */
  String absentFields(IndexingOptions options) {
    return Stream.concat(options.fieldNames().stream(), FieldTypes.parse(options.fieldTypes).keySet().stream())
        .filter(name -> !fields.contains(name))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  long seen() {
    return indexed.sum() + empty.sum() + skipped.sum() + failed();
  }

  long[] toArray() {
    return new long[] {indexed.sum(), empty.sum(), skipped.sum(), fractions.sum(), dropped.sum(), spacedIds.sum()};
  }
}
