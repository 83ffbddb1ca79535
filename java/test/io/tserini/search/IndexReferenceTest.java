package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.analysis.AnalyzerOptions;
import io.tserini.analysis.TextAnalyzer;
import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import io.tserini.store.FolderSource;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriter.IndexReaderWarmer;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Refreshes and closing under searches of many threads. */
@Timeout(300)
final class IndexReferenceTest {
  private static final ImpactOptions PLAIN =
      new ImpactOptions(Double.NEGATIVE_INFINITY, Fields.CONTENTS, new float[] {1}, 0, 0, null);

  @TempDir Path folder;

  /** Adds a segment in a commit of its own. */
  private static void append(Path index, int from, int documents) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (FSDirectory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = from; i < from + documents; i++) {
        Document document = new Document();
        document.add(new StringField(Fields.ID, "d" + i, Field.Store.YES));
        document.add(new BinaryDocValuesField(Fields.ID, new BytesRef("d" + i)));
        document.add(new TextField(Fields.CONTENTS, "a b" + i, Field.Store.NO));
        document.add(new TextField("title", "a", Field.Store.NO));
        writer.addDocument(document);
      }
    }
  }

  private static String code(TseriniException e) {
    return e.getMessage().substring(0, e.getMessage().indexOf('|'));
  }

  /** Does each kind of call until told to stop; the number of documents may only grow. */
  private static Callable<Integer> reader(ImpactSearcher impact, TextSearcher text, AtomicBoolean stop) {
    return () -> {
      int calls = 0;
      int least = 0;
      while (!stop.get()) {
        impact.search("1 a", 10, PLAIN, 0, Cancellation.NONE);
        text.search("a", 10, "contents\ntitle", new float[] {1, 1}, -1, "", Cancellation.NONE);
        impact.explain("d0", "1 a", Double.NEGATIVE_INFINITY);
        text.explain("d0", "a");
        impact.document(Fields.ID, "d0");
        impact.vector("d0");
        int documents = impact.numDocs();
        assertTrue(documents >= least);
        least = documents;
        calls++;
      }
      return calls;
    };
  }

  @Test
  void noCallFailsWhileTheIndexIsRefreshed()
      throws IOException, TseriniException, InterruptedException, ExecutionException {
    append(folder, 0, 100);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    AtomicBoolean stop = new AtomicBoolean();
    List<Future<Integer>> readers = new ArrayList<>();
    try (ImpactSearcher impact = new ImpactSearcher(folder.toString());
        TextSearcher text = new TextSearcher(folder.toString(), new TextAnalyzer(new AnalyzerOptions()))) {
      for (int i = 0; i < 3; i++) {
        readers.add(threads.submit(reader(impact, text, stop)));
      }
      for (int commit = 1; commit <= 25; commit++) {
        append(folder, 1000 + commit, 1);
        assertEquals(100 + commit, impact.refresh());
        assertEquals(100 + commit, text.refresh());
        assertEquals(-1, impact.refresh());
      }
      stop.set(true);
      for (Future<Integer> reader : readers) {
        assertTrue(reader.get() > 0);
      }
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
  }

  @Test
  void closingLetsCallsUnderWayEndAndRefusesOthers()
      throws IOException, TseriniException, InterruptedException, ExecutionException {
    append(folder, 0, 100);
    Random random = new Random(8);
    for (int round = 0; round < 30; round++) {
      ImpactSearcher searcher = new ImpactSearcher(folder.toString());
      CountDownLatch started = new CountDownLatch(4);
      ExecutorService threads = Executors.newFixedThreadPool(5);
      List<Future<String>> ends = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        boolean refreshes = i == 4;
        ends.add(threads.submit(() -> {
          started.countDown();
          try {
            while (true) {
              if (refreshes) {
                searcher.refresh();
              } else {
                searcher.search("1 a", 10, PLAIN, 0, Cancellation.NONE);
              }
            }
          } catch (TseriniException e) {
            return code(e);
          }
        }));
      }
      started.await();
      TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
      searcher.close();
      for (Future<String> end : ends) {
        assertEquals("CLOSED", end.get());
      }
      threads.shutdownNow();
    }
  }

  @Test
  void aCommitKeepsTheCachesOfSegmentsThatStay() throws IOException, TseriniException {
    append(folder, 0, 100);
    try (IndexReference index = new IndexReference(new FolderSource(folder.toString()), IndexDescription::requireImpacts)) {
      SegmentTerms before = index.reading(null, IndexReferenceTest::firstTerms);
      append(folder, 100, 5);
      index.refresh();
      assertSame(before, index.reading(null, IndexReferenceTest::firstTerms));
      assertEquals(2, (int) index.reading(null, snapshot -> snapshot.leaves().size()));
    }
  }

  /** A writer that an {@link IndexReference} follows. */
  private static final class WriterSource implements IndexSource {
    private final IndexWriter writer;
    private IndexReaderWarmer warmer;

    WriterSource(FSDirectory directory) throws IOException {
      IndexWriterConfig config = new IndexWriterConfig().setMergedSegmentWarmer(segment -> warmer.warm(segment));
      this.writer = new IndexWriter(directory, config);
    }

    @Override
    public String path() {
      return "writer";
    }

    @Override
    public DirectoryReader open() {
      try {
        return DirectoryReader.open(writer);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public DirectoryReader openIfChanged(DirectoryReader old) throws IOException {
      return DirectoryReader.openIfChanged(old, writer);
    }

    @Override
    public IndexDescription describe(DirectoryReader reader, String field) throws IOException {
      return IndexDescription.of(reader, field);
    }

    @Override
    public void addWarmer(IndexReaderWarmer warmer) {
      this.warmer = warmer;
    }

    @Override
    public void removeWarmer(IndexReaderWarmer warmer) {
      assertSame(this.warmer, warmer);
      this.warmer = null;
    }
  }

  /** Whether the postings of a term of the first segment are in memory. */
  private static boolean isCached(IndexSnapshot index, String term) throws IOException {
    SegmentTerms terms = firstTerms(index);
    SegmentTerms.Entry entry = terms.get(new BytesRef(term));
    return !(terms.postings(new BytesRef(term), entry, new DocAndFloatFeatureBuffer()) instanceof StreamedPostings);
  }

  @Test
  void aMergedSegmentHasThePostingsInMemoryThatSearchesOfItsPartsUsed() throws IOException, TseriniException {
    append(folder, 0, 100);
    append(folder, 100, 50);
    try (FSDirectory directory = FSDirectory.open(folder)) {
      WriterSource source = new WriterSource(directory);
      try (IndexWriter writer = source.writer) {
        try (IndexReference index = new IndexReference(source, IndexDescription::requireImpacts)) {
          // The second use of a term reads its postings into memory.
          assertFalse((boolean) index.reading(null, snapshot -> isCached(snapshot, "a")));
          assertTrue((boolean) index.reading(null, snapshot -> isCached(snapshot, "a")));
          writer.forceMerge(1);
          index.refresh();
          assertEquals(1, (int) index.reading(null, snapshot -> snapshot.leaves().size()));
          assertTrue((boolean) index.reading(null, snapshot -> isCached(snapshot, "a")));
          assertFalse((boolean) index.reading(null, snapshot -> isCached(snapshot, "b7")));
        }
        assertNull(source.warmer);
      }
    }
  }

  private static SegmentTerms firstTerms(IndexSnapshot snapshot) throws IOException {
    LeafReaderContext first = snapshot.leaves().get(0);
    return snapshot.terms(first, Fields.CONTENTS);
  }

  @Test
  void aRefreshFindsAnotherIndexOfTheSameNamesInItsPlace() throws IOException, TseriniException {
    Path place = folder.resolve("index");
    Path other = folder.resolve("other");
    append(place, 0, 10);
    append(other, 500, 20);
    try (ImpactSearcher searcher = new ImpactSearcher(place.toString())) {
      assertEquals(-1, searcher.refresh());
      IOUtils.rm(place);
      TseriniException gone = assertThrows(TseriniException.class, searcher::refresh);
      assertEquals("INDEX", code(gone));
      // What was opened stays usable until there is an index again.
      assertEquals(10, searcher.numDocs());
      Files.move(other, place);
      assertEquals(20, searcher.refresh());
      assertTrue(searcher.document(Fields.ID, "d500") != null);
    }
  }

  @Test
  void aSnapshotStaysOnItsCommitUntilItIsClosed() throws IOException, TseriniException {
    append(folder, 0, 10);
    ImpactSearcher searcher = new ImpactSearcher(folder.toString());
    ImpactSearcher pinned = searcher.snapshot();
    append(folder, 10, 10);
    assertEquals(20, searcher.refresh());
    searcher.close();
    assertEquals(-1, pinned.refresh());
    assertEquals(10, pinned.numDocs());
    pinned.close();
    assertEquals("CLOSED", code(assertThrows(TseriniException.class, pinned::numDocs)));
  }

  @Test
  void theLastUserOfASnapshotClosesIt() throws IOException, TseriniException {
    append(folder, 0, 10);
    IndexReference index = new IndexReference(new FolderSource(folder.toString()), IndexDescription::requireImpacts);
    IndexSnapshot held = index.acquire();
    append(folder, 10, 10);
    index.refresh();
    assertNotSame(held, index.acquire());
    assertEquals(10, held.reader().numDocs());
    index.release(held);
    assertEquals(0, held.reader().getRefCount());
  }
}
