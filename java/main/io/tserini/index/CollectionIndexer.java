package io.tserini.index;

import io.tserini.analysis.LineFile;
import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.BridgeText;
import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.store.FSDirectory;

/**
 * Builds an index from a collection: one thread reads and cuts its files, others parse and index. The
 * new index becomes visible with one commit at the very end; until then, and after any failure, the
 * folder holds what it held before.
 */
public final class CollectionIndexer {
  private static final Batch END = Batch.ofLines("", 0, new byte[0], 0, 0);
  private static final int IDS_NAMED = 20;

  /**
   * An index of fewer bytes becomes one segment, whose vocabulary is there once, in a tenth of a second. With one
   * thread it stays as it is: merging may change the order of the documents.
   */
  private static final long SMALL = 16 << 20;

  private final IndexingOptions options;
  private final Counters counters = new Counters();
  private final AtomicLong bytesRead = new AtomicLong();
  private final BlockingQueue<Batch> queue;
  private final HeldDocuments held;
  private Set<String> whitelist;
  private volatile boolean cancelled;
  private volatile Throwable failure;

  public CollectionIndexer(IndexingOptions options) {
    this.options = options;
    this.queue = new ArrayBlockingQueue<>(2 * options.threads);
    this.held = HeldDocuments.of(options);
  }

  /** Bytes of the collection's files read so far, compressed ones as they are. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** {@code indexed, empty, skipped, fractional weights} so far. */
  public long[] counts() {
    return counters.toArray();
  }

  /** The first failed records, a line each, as {@code file:line: reason}. */
  public String failures() {
    return counters.failures();
  }

  /** Makes {@link #run} stop soon, without a trace. */
  public void cancel() {
    cancelled = true;
  }

  /** The fields that were asked for and that no record had, joined by newlines, as {@link BridgeText}. */
  public String absentFields() {
    return BridgeText.escape(
        options.fieldNames().stream()
            .filter(name -> !counters.hasSeenField(name))
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /** Indexes and commits, or throws and leaves things as they were. */
  public void run() throws TseriniException {
    Analyzer analyzer = new TextAnalyzer(options.analyzer).lucene();
    if (options.whitelist != null) {
      whitelist = Set.copyOf(LineFile.read(options.whitelist, "the whitelist"));
    }
    boolean made = IndexFolder.prepare(options.index);
    boolean committed = false;
    try (FSDirectory directory = FSDirectory.open(Path.of(options.index))) {
      committed = write(directory, analyzer);
    } catch (InputFileException e) {
      throw e.forUser();
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, options.index);
    } finally {
      if (made && !committed) {
        removeQuietly();
      }
    }
  }

  private boolean write(FSDirectory directory, Analyzer analyzer)
      throws IOException, TseriniException {
    IndexWriter writer = new IndexWriter(directory, WriterConfig.of(options, analyzer));
    try {
      readAndIndex(writer);
      checkRecords();
      held.writeTo(writer, () -> cancelled);
      checkCancelled();
      boolean small;
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        checkIds(reader);
        small = bytesOf(reader) < SMALL;
      }
      if (options.optimize || small && options.threads > 1) {
        writer.forceMerge(1);
      }
      checkCancelled();
      writer.commit();
      writer.close();
      return true;
    } finally {
      if (writer.isOpen()) {
        writer.rollback();
      }
    }
  }

  private void readAndIndex(IndexWriter writer) throws IOException, TseriniException {
    Thread[] threads = new Thread[options.threads];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> consume(writer), "tserini-index-" + i);
      threads[i].setDaemon(true);
      threads[i].start();
    }
    try (BatchReader reader = new BatchReader(options.files.split("\n"), options.storeRaw, bytesRead)) {
      for (Batch batch = reader.next(); batch != null && !stopped(); batch = reader.next()) {
        put(batch);
      }
    } catch (IOException e) {
      fail(e);
    } finally {
      for (int i = 0; i < threads.length; i++) {
        put(END);
      }
      for (Thread thread : threads) {
        join(thread);
      }
    }
    checkCancelled();
    rethrow();
  }

  private boolean stopped() {
    return cancelled || failure != null;
  }

  private void put(Batch batch) {
    try {
      while (!queue.offer(batch, 100, TimeUnit.MILLISECONDS)) {
        if (stopped()) {
          queue.clear();
        }
      }
    } catch (InterruptedException e) {
      cancelled = true;
    }
  }

  private void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      cancelled = true;
    }
  }

  private void consume(IndexWriter writer) {
    try {
      DocumentWriter documents = new DocumentWriter(writer, options, whitelist, counters, held);
      for (Batch batch = queue.take(); batch != END; batch = queue.take()) {
        while (batch != null && !stopped()) {
          batch = documents.write(batch, () -> cancelled);
        }
      }
    } catch (IOException | InterruptedException | RuntimeException | OutOfMemoryError e) {
      fail(e);
    }
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  private void rethrow() throws IOException, TseriniException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof OutOfMemoryError e) {
      throw new TseriniException(
          "MEMORY", "the Java heap is full: raise it with TSERINI_JVM_OPTS=-Xmx4g", e);
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private void checkCancelled() throws TseriniException {
    if (cancelled) {
      throw new TseriniException("INTERRUPTED", "indexing was stopped; the index is as it was before");
    }
  }

  private void checkRecords() throws TseriniException {
    if (counters.failed() > 0) {
      throw new TseriniException(
          "INPUT", counters.failures() + "; nothing was indexed");
    }
    if (counters.seen() == 0) {
      throw new TseriniException(
          "INPUT", "the collection holds no documents: " + options.files.replace("\n", ", "));
    }
  }

  private void checkIds(DirectoryReader reader) throws IOException, TseriniException {
    if (options.uniqueDocid) {
      return;
    }
    DuplicateIds duplicates = DuplicateIds.find(reader, IDS_NAMED);
    if (!duplicates.isEmpty()) {
      throw new TseriniException(
          "INPUT",
          "duplicate ids: " + duplicates + " (nothing was indexed; --uniqueDocid keeps the last of each)");
    }
  }

  private static long bytesOf(DirectoryReader reader) throws IOException {
    long bytes = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      bytes += ((SegmentReader) FilterLeafReader.unwrap(leaf.reader())).getSegmentInfo().sizeInBytes();
    }
    return bytes;
  }

  private void removeQuietly() {
    try {
      IndexFolder.remove(options.index);
    } catch (IOException e) {
      // What is left is an empty folder or Lucene's own leftovers, which the next run cleans up.
    }
  }
}
