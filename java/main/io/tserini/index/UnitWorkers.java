package io.tserini.index;

import io.tserini.bridge.BackgroundThread;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.index.IndexWriter;

/** Parses and writes units on several threads. Units of the same id take effect in their order. */
final class UnitWorkers implements Closeable {
  /** Records for which a further thread is worth its start, and a further segment of the index. */
  private static final int RECORDS_PER_THREAD = 16;

  private final IndexingOptions options;
  private final Counters counters;
  private final ExecutorService threads;

  UnitWorkers(IndexingOptions options, Counters counters) {
    this.options = options;
    this.counters = counters;
    this.threads = Executors.newFixedThreadPool(options.threads, work -> new BackgroundThread(work, "tserini-index"));
  }

  /** @return whether the index has changed */
  boolean apply(List<RecordUnit> units, IndexWriter writer, IdLookup lookup) throws IOException {
    onEach(units, () -> {
      CollectionRecord record = CollectionRecord.of(options, counters);
      return unit -> unit.parse(record, options.storeRaw, counters);
    });
    boolean changed = false;
    for (int from = 0; from < units.size(); ) {
      int to = endOfDistinct(units, from);
      List<RecordUnit> distinct = units.subList(from, to);
      for (RecordUnit unit : distinct) {
        unit.check(lookup);
      }
      onEach(distinct, () -> unit -> unit.write(writer, counters));
      for (RecordUnit unit : distinct) {
        changed |= unit.note(lookup);
      }
      from = to;
    }
    return changed;
  }

  /** The place after the last unit before one that has an id again. */
  private static int endOfDistinct(List<RecordUnit> units, int from) {
    Set<String> seen = new HashSet<>();
    int to = from;
    while (to < units.size() && (to == from || units.get(to).ids().stream().noneMatch(seen::contains))) {
      seen.addAll(units.get(to).ids());
      to++;
    }
    return to;
  }

  private interface Work {
    void on(RecordUnit unit) throws IOException;
  }

  private interface WorkOfThread {
    Work start();
  }

  /** Each thread takes every n-th unit. */
  private void onEach(List<RecordUnit> units, WorkOfThread work) throws IOException {
    int records = units.stream().mapToInt(RecordUnit::size).sum();
    int count = Math.min(Math.min(options.threads, units.size()), records / RECORDS_PER_THREAD);
    if (count <= 1) {
      Work alone = work.start();
      for (RecordUnit unit : units) {
        alone.on(unit);
      }
      return;
    }
    List<Callable<Void>> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int first = i;
      parts.add(() -> {
        Work part = work.start();
        for (int next = first; next < units.size(); next += count) {
          part.on(units.get(next));
        }
        return null;
      });
    }
    try {
      for (Future<Void> part : threads.invokeAll(parts)) {
        part.get();
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IOException(e.getCause());
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
