package io.tserini.index;

import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.store.FolderSource;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexFolder;
import io.tserini.store.IndexRecord;
import io.tserini.store.IndexSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Adds, replaces and deletes documents of an index that stays open for it, and gives readers of what it has done so
 * far, committed or not. Only a commit changes the folder, and the last one is what survives the process.
 *
 * <p>Changes are made one call after another; readers are opened beside them.
 */
public final class RecordIndexer implements IndexSource {
  private final IndexingOptions options;
  private final IndexSource folder;
  private final boolean createdFolder;
  private final TextAnalyzer analyzer;
  private final Counters counters = new Counters();
  private final UnitWorkers workers;
  private final Directory directory;
  /** Opening a reader excludes that the writer is replaced or closed. */
  private final ReentrantReadWriteLock swapping = new ReentrantReadWriteLock();
  /** The readers that may show what is not committed. */
  private final Set<DirectoryReader> ofWriter = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  /** Of the searchers of its readers. */
  private final Set<IndexWriter.IndexReaderWarmer> warmers = ConcurrentHashMap.newKeySet();
  /** Null once this is closed. */
  private IndexWriter writer;
  private CommitFacts facts;
  private IdLookup ids;
  private volatile int documents;
  private boolean changed;

  /** Opens an index: {@link #RecordIndexer}. */
  public static int startOpen(IndexingOptions options) {
    return Calls.startLong(() -> new RecordIndexer(options));
  }

  /** Starts {@link #apply}. */
  public int startApply(String operations) {
    return Calls.startBackground(() -> apply(operations));
  }

  /** Starts {@link #commit}. */
  public int startCommit() {
    return Calls.startBackground(this::commit);
  }

  /** Starts {@link #rollback}. */
  public int startRollback() {
    return Calls.startLong(this::rollback);
  }

  /** Starts {@link #close}. */
  public int startClose() {
    return Calls.startLong(this::close);
  }

  /**
   * Opens the index for writing.
   *
   * @throws TseriniException if another writer has it, or if it was built in another way
   */
  public RecordIndexer(IndexingOptions options) throws TseriniException {
    this.options = options;
    this.folder = new FolderSource(options.index);
    this.analyzer = new TextAnalyzer(options.analyzer);
    this.createdFolder = IndexFolder.prepare(options.index);
    try {
      this.directory = FSDirectory.open(Path.of(options.index));
      openWriter();
    } catch (Throwable e) {
      removeCreatedFolder();
      throw explain(e);
    }
    this.workers = new UnitWorkers(options, counters);
  }

  private void openWriter() throws IOException, TseriniException {
    IndexWriterConfig config = WriterConfig.ofService(options, analyzer.lucene());
    config.setMergedSegmentWarmer(segment -> {
      for (IndexWriter.IndexReaderWarmer warmer : warmers) {
        warmer.warm(segment);
      }
    });
    IndexWriter opened = new IndexWriter(directory, config);
    try {
      facts = CommitFacts.of(options, directory);
      ids = new IdLookup(opened);
      documents = ids.refresh();
      writer = opened;
      changed = false;
    } catch (Throwable e) {
      opened.rollback();
      throw e;
    }
  }

  /**
   * Makes changes.
   *
   * @param operations for each unit a line {@code ADD n}, {@code UPDATE n} or {@code DELETE n}, then its n records,
   *     a line of JSON each
   * @return {@link RecordUnit#writeOutcome} of each
   */
  public synchronized byte[] apply(String operations) throws TseriniException {
    return writing(() -> {
      List<RecordUnit> units = UnitLines.parse(operations, options.uniqueDocid);
      boolean before = changed;
      // Of what fails half-way, something may be done.
      changed = true;
      changed = workers.apply(units, writer, ids) || before;
      ByteWriter answer = new ByteWriter();
      units.forEach(unit -> unit.writeOutcome(answer));
      return answer.toBytes();
    });
  }

  /**
   * Commits, durably, what was done so far; without a change since the last commit this does nothing.
   *
   * @return the number of documents in the index
   */
  public synchronized int commit() throws TseriniException {
    return writing(() -> {
      if (!changed && options.append && DirectoryReader.indexExists(directory)) {
        return documents;
      }
      if (options.optimize) {
        writer.forceMerge(1);
      }
      documents = ids.refresh();
      if (!facts.isEmpty()) {
        writer.setLiveCommitData(IndexRecord.userData(facts.withRecords(documents)).entrySet());
      }
      writer.commit();
      changed = false;
      // What was to be replaced is.
      options.append = true;
      return documents;
    });
  }

  /** Takes back what was done since the last commit. Repairs a writer that a full disk, for example, has closed. */
  public synchronized void rollback() throws TseriniException {
    requireOpen();
    Lock lock = swapping.writeLock();
    lock.lock();
    try {
      ids.close();
      writer.rollback();
      openWriter();
    } catch (IOException e) {
      throw explain(e);
    } finally {
      lock.unlock();
    }
  }

  /** {@link CollectionIndexer#counts} of the records so far. */
  public long[] counts() {
    return counters.toArray();
  }

  /** {@link CollectionIndexer#spacedId}. */
  public byte[] spacedId() {
    return counters.spacedId().getBytes(StandardCharsets.UTF_8);
  }

  /** {@link CollectionIndexer#absentFields}. */
  public byte[] absentFields() {
    return counters.absentFields(options).getBytes(StandardCharsets.UTF_8);
  }

  private interface Work<T> {
    T run() throws IOException, TseriniException;
  }

  private <T> T writing(Work<T> work) throws TseriniException {
    requireOpen();
    try {
      return work.run();
    } catch (IOException | RuntimeException | Error e) {
      throw explain(e);
    }
  }

  private void requireOpen() throws TseriniException {
    if (writer == null) {
      throw new TseriniException("CLOSED", "this indexer was closed: " + options.index);
    }
  }

  private TseriniException explain(Throwable e) {
    Throwable tragedy = writer == null ? null : writer.getTragicException();
    if (tragedy != null) {
      TseriniException cause = IndexFolder.explain(tragedy, options.index);
      return cause.withAdvice("what was committed is there; rollback() opens the index again without the rest");
    }
    return switch (e) {
      case TseriniException known -> known;
      case LockObtainFailedException locked ->
          new TseriniException(
              "INDEX", "another process or object is writing to this index; wait until it is closed, or write through it: "
                  + options.index, e);
      default -> IndexFolder.explain(e, options.index);
    };
  }

  @Override
  public String path() {
    return options.index;
  }

  @Override
  public DirectoryReader open() throws TseriniException {
    Lock lock = swapping.readLock();
    lock.lock();
    try {
      return writer == null ? folder.open() : noted(DirectoryReader.open(writer));
    } catch (IOException | RuntimeException e) {
      throw explain(e);
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} After the end of the writer, that of the last commit. */
  @Override
  public DirectoryReader openIfChanged(DirectoryReader old) throws IOException {
    Lock lock = swapping.readLock();
    lock.lock();
    try {
      if (writer == null) {
        return ofWriter.contains(old) ? DirectoryReader.open(directory) : folder.openIfChanged(old);
      }
      DirectoryReader newer = DirectoryReader.openIfChanged(old, writer);
      return newer == null ? null : noted(newer);
    } catch (AlreadyClosedException e) {
      Throwable tragedy = writer == null ? null : writer.getTragicException();
      throw tragedy == null ? e : new IllegalStateException(tragedy);
    } finally {
      lock.unlock();
    }
  }

  private DirectoryReader noted(DirectoryReader reader) {
    ofWriter.add(reader);
    return reader;
  }

  @Override
  public IndexDescription describe(DirectoryReader reader, String field) throws IOException {
    return facts.isEmpty()
        ? IndexDescription.of(reader, field)
        : IndexDescription.ofFacts(facts.withRecords(reader.numDocs()));
  }

  @Override
  public void addWarmer(IndexWriter.IndexReaderWarmer warmer) {
    warmers.add(warmer);
  }

  @Override
  public void removeWarmer(IndexWriter.IndexReaderWarmer warmer) {
    warmers.remove(warmer);
  }

  /** Commits what was done, and closes the index, also where the commit fails. */
  public synchronized void close() throws TseriniException {
    if (writer == null) {
      return;
    }
    try {
      if (changed) {
        commit();
      }
    } finally {
      closeWriter();
    }
  }

  private void closeWriter() throws TseriniException {
    Lock lock = swapping.writeLock();
    lock.lock();
    try {
      workers.close();
      ids.close();
      writer.rollback();
    } catch (IOException e) {
      throw explain(e);
    } finally {
      writer = null;
      lock.unlock();
    }
    removeCreatedFolder();
  }

  /** Removes the folder that this has made, unless there is an index in it. */
  private void removeCreatedFolder() {
    if (createdFolder) {
      try {
        IndexFolder.remove(options.index);
      } catch (IOException e) {
        // An empty folder remains.
      }
    }
  }
}
