package io.tserini.index;

import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexRecord;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Builds an index from a collection in one Lucene commit. Until the commit, and after any failure or cancellation, the
 * folder holds the index that it held before.
 *
 * <p>Each worker thread takes the next part of the collection, parses it and indexes its records. The first failure of
 * any thread, an {@link Error} too, stops all of them. {@link #cancel} takes effect until the commit's last step, the
 * renaming of its file; from there on the commit is completed.
 */
public class CollectionIndexer {
  private static final int IDS_NAMED = 20;

  /** An index of fewer bytes is merged into one segment, which takes a tenth of a second. */
  private static final long SMALL_INDEX_BYTES = 16 << 20;

  private final IndexingOptions options;
  private final Counters counters = new Counters();
  private final AtomicLong bytesRead = new AtomicLong();
  final StopReason stop = new StopReason();
  private final SmallCollectionBuffer buffer;

  public CollectionIndexer(IndexingOptions options) {
    this.options = options;
    this.buffer = new SmallCollectionBuffer(options);
  }

  /** Bytes of the collection's files read so far; of compressed files, compressed bytes. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** {@code indexed, empty, skipped, fractional weights, dropped tokens, ids with white space} so far. */
  public long[] counts() {
    return counters.toArray();
  }

  /** An id with white space, in UTF-8; empty where there is none. */
  public byte[] spacedId() {
    return counters.spacedId().getBytes(StandardCharsets.UTF_8);
  }

  /** The requested fields that no record had, joined by newlines, in UTF-8. */
  public byte[] absentFields() {
    return counters.absentFields(options).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Makes {@link #run} fail with INTERRUPTED, soon, and the index stay as it was. Returns at once.
   *
   * @return false if it is too late: the commit is being completed or is complete
   */
  public boolean cancel() {
    return stop.cancel();
  }

  /** Starts {@link #run}. */
  public int startRun() {
    return Calls.startLong(this::run);
  }

  /** Indexes and commits, or throws and leaves the folder as it was. */
  public void run() throws TseriniException {
    new OneCommit(options.index, stop).run(
        this::openDirectory,
        () -> WriterConfig.of(options, new TextAnalyzer(options.analyzer).lucene()),
        writer -> index(writer, whitelist()));
  }

  /** The ids to index; null for all. */
  private Set<String> whitelist() {
    return options.whitelist == null ? null : Arrays.stream(options.whitelist.split("\n")).collect(Collectors.toUnmodifiableSet());
  }

  /** A test puts a directory here that fails or stalls. */
  Directory openDirectory(Path folder) throws IOException {
    return FSDirectory.open(folder);
  }

  /** A test puts a writer here that fails. */
  DocumentWriter documentWriter(IndexWriter writer, Set<String> whitelist) {
    return new DocumentWriter(writer, options, whitelist, counters, buffer, stop);
  }

  private void index(IndexWriter writer, Set<String> whitelist) throws IOException, TseriniException {
    CommitFacts facts = CommitFacts.of(options, writer.getDirectory());
    indexRecords(writer, whitelist);
    stop.check();
    checkRecords();
    buffer.writeRest(writer, stop);
    boolean small;
    int documents;
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      checkIds(reader);
      small = bytesOf(reader) < SMALL_INDEX_BYTES;
      documents = reader.numDocs();
    }
    if (!facts.isEmpty()) {
      Map<String, String> recorded = facts.withCollection(documents, counters.indexed.sum());
      writer.setLiveCommitData(IndexRecord.userData(recorded).entrySet());
    }
    // With one thread, documents keep the collection's order, which merging may change.
    if (options.optimize || small && options.threads > 1) {
      writer.forceMerge(1);
    }
  }

  /** The records, by batches. */
  BatchSource source() {
    String[] files = options.files.split("\n");
    return new BatchReader(files, options.storeRaw, buffer.isUsed() && areSmall(files), bytesRead);
  }

  /** Whether files are small together, beside the heap too. Compressed, JSON takes about a quarter. */
  private static boolean areSmall(String[] files) {
    long bytes = 0;
    for (String file : files) {
      bytes += new File(file).length() * (file.endsWith(".gz") ? 4 : 1);
    }
    // Standard input has no length.
    return bytes > 0 && bytes <= Math.min(BatchReader.MAX_ORDERED_BYTES, Runtime.getRuntime().maxMemory() / 16);
  }

  private void indexRecords(IndexWriter writer, Set<String> whitelist) throws IOException {
    try (BatchSource source = source();
        ExecutorService workers = Executors.newFixedThreadPool(options.threads, CollectionIndexer::workerThread)) {
      for (int i = 0; i < options.threads; i++) {
        workers.execute(() -> indexBatches(source, writer, whitelist));
      }
    }
  }

  static Thread workerThread(Runnable work) {
    Thread thread = new Thread(work, "tserini-index");
    thread.setDaemon(true);
    return thread;
  }

  private void indexBatches(BatchSource source, IndexWriter writer, Set<String> whitelist) {
    try {
      DocumentWriter documents = documentWriter(writer, whitelist);
      for (Batch batch = source.next(); batch != null && !stop.isSet(); batch = source.next()) {
        documents.write(batch);
      }
    } catch (Throwable e) {
      // A writer that failed closes, and other threads may meet that first.
      stop.set(writer.getTragicException() == null ? e : writer.getTragicException());
    }
  }

  private void checkRecords() throws TseriniException {
    if (counters.failed() > 0) {
      throw new TseriniException("INPUT", counters.failures() + "; nothing was indexed");
    }
    if (counters.seen() == 0) {
      throw new TseriniException("INPUT", "the collection holds no documents: " + options.files.replace("\n", ", "));
    }
  }

  private void checkIds(DirectoryReader reader) throws IOException, TseriniException {
    if (options.uniqueDocid) {
      return;
    }
    DuplicateIds duplicates = DuplicateIds.find(reader, IDS_NAMED);
    if (!duplicates.isEmpty()) {
      throw new TseriniException(
          "INPUT", "duplicate ids: " + duplicates + " (nothing was indexed; --uniqueDocid keeps the last of each)");
    }
  }

  private static long bytesOf(DirectoryReader reader) throws IOException {
    long bytes = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      bytes += ((SegmentReader) FilterLeafReader.unwrap(leaf.reader())).getSegmentInfo().sizeInBytes();
    }
    return bytes;
  }
}
