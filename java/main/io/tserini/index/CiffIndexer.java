package io.tserini.index;

import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.ciff.CiffFile;
import io.tserini.ciff.CiffLeaf;
import io.tserini.store.IndexRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SlowCodecReaderWrapper;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NIOFSDirectory;

/**
 * Builds an impact index of a file in the Common Index File Format, in one Lucene commit. Documents keep their order,
 * also those without postings. Until the commit, and after any failure or cancellation, the folder holds the index that
 * it held before. A file in gzip format is unpacked in the index's folder, where Lucene removes what a killed run left.
 */
public final class CiffIndexer {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String file;
  private final IndexingOptions options;
  private final StopReason stop = new StopReason();
  private volatile int listsRead;
  private volatile int lists;
  private int documents;
  private int terms;

  /** @param options the index's folder, and what its record says */
  public CiffIndexer(String file, IndexingOptions options) {
    this.file = file;
    this.options = options;
  }

  /** {@code lists of postings read, lists in all}: both grow while the file is checked. */
  public int[] progress() {
    return new int[] {listsRead, lists};
  }

  /** {@code documents, terms} of the finished index. */
  public int[] counts() {
    return new int[] {documents, terms};
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
    new OneCommit(options.index, stop).run(FSDirectory::open, () -> WriterConfig.of(options, null), writer -> {
      if (isGzip()) {
        indexUnpacked(writer);
      } else {
        Path path = Path.of(file).toAbsolutePath();
        try (Directory folder = new NIOFSDirectory(path.getParent());
            IndexInput in = folder.openInput(path.getFileName().toString(), IOContext.DEFAULT)) {
          index(in, writer);
        }
      }
    });
  }

  private boolean isGzip() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private void indexUnpacked(IndexWriter writer) throws IOException, TseriniException {
    Directory directory = writer.getDirectory();
    String unpacked;
    try (InputStream stream = new GZIPInputStream(
            new BufferedInputStream(Files.newInputStream(Path.of(file)), BUFFER_BYTES), BUFFER_BYTES);
        IndexOutput out = directory.createTempOutput("_ciff", "unpacked", IOContext.DEFAULT)) {
      unpacked = out.getName();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = read(stream, buffer); length >= 0; length = read(stream, buffer)) {
        stop.check();
        out.writeBytes(buffer, length);
      }
    }
    try (IndexInput in = directory.openInput(unpacked, IOContext.DEFAULT)) {
      index(in, writer);
    } finally {
      directory.deleteFile(unpacked);
    }
  }

  private int read(InputStream stream, byte[] buffer) throws InputFileException {
    try {
      return stream.read(buffer);
    } catch (IOException e) {
      throw new InputFileException(file, e);
    }
  }

  private void index(IndexInput in, IndexWriter writer) throws IOException, TseriniException {
    CiffFile ciff = new CiffFile(in, file, (read, of) -> {
      lists = of;
      listsRead = read;
      stop.check();
    });
    CiffLeaf leaf = new CiffLeaf(ciff, file);
    documents = leaf.maxDoc();
    terms = leaf.termCount();
    if (documents == 0) {
      throw new TseriniException("INPUT", "the file holds no documents: " + file);
    }
    writer.addIndexes(SlowCodecReaderWrapper.wrap(leaf));
    Map<String, String> index = IndexRecord.parse(options.indexFacts);
    index.put(IndexRecord.DOCUMENTS, String.valueOf(documents));
    Map<String, String> collection = IndexRecord.parse(options.collectionFacts);
    collection.put(IndexRecord.DOCUMENTS, String.valueOf(documents));
    writer.setLiveCommitData(IndexRecord.userData(IndexRecord.merge(Map.of(), index, collection, 0)).entrySet());
  }
}
