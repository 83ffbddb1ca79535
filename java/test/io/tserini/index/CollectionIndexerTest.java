package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectionIndexerTest {
  private static final int DOCUMENTS = 12_000;

  @TempDir Path folder;
  private final IndexingOptions options = new IndexingOptions();
  private Path index;

  @BeforeEach
  void writeCollection() throws IOException {
    index = folder.resolve("index");
    Path input = folder.resolve("docs.jsonl");
    options.index = index.toString();
    options.files = input.toString();
    options.impact = true;
    options.threads = 3;
    // Many flushes, and no buffering of a small collection.
    options.memoryBufferMb = 0.5;
    options.storeContents = true;
    Files.write(input, (Iterable<String>) IntStream.range(0, DOCUMENTS).mapToObj(CollectionIndexerTest::line)::iterator);
  }

  private static String line(int i) {
    String vector =
        IntStream.range(0, 20)
            .mapToObj(j -> "\"t" + (i * 31 + j * j * 17) % 2000 + "\": " + (1 + i % 90))
            .collect(Collectors.joining(", "));
    return "{\"id\": \"d" + i + "\", \"vector\": {" + vector + "}}";
  }

  /** An indexer of which one part may be replaced by one that fails or stalls. */
  private class TestIndexer extends CollectionIndexer {
    TestIndexer() {
      super(options);
    }

    void onSync() throws IOException {}

    void onRename() throws IOException {}

    void onCreate(String file) throws IOException {}

    @Override
    Directory openDirectory(Path path) throws IOException {
      return new FilterDirectory(FSDirectory.open(path)) {
        @Override
        public void sync(Collection<String> names) throws IOException {
          onSync();
          super.sync(names);
        }

        @Override
        public void rename(String source, String target) throws IOException {
          onRename();
          super.rename(source, target);
        }

        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
          onCreate(name);
          return super.createOutput(name, context);
        }
      };
    }
  }

  private static int committed(Path path) throws IOException {
    try (FSDirectory directory = FSDirectory.open(path);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.numDocs();
    }
  }

  /** The message and the stack trace of the failure; null if the run commits. */
  private static String outcome(CollectionIndexer indexer) {
    return assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
      try {
        indexer.run();
        return null;
      } catch (TseriniException e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return e.getMessage() + "\n" + trace;
      }
    });
  }

  @Test
  void anyFailureOfOneWorkerEndsAllAndCommitsNothing() {
    List<Callable<?>> failures = List.of(() -> {
      throw new StackOverflowError();
    },
            () -> {
              throw new AssertionError("of a worker");
            },
            () -> {
              throw new NoClassDefFoundError("Missing");
            },
            () -> {
              throw new IllegalArgumentException("of a worker");
            },
            () -> {
              throw new OutOfMemoryError("Java heap space");
            },
            () -> {
              throw new IOException("of a worker");
            });
    List<String> codes = List.of("INTERNAL", "INTERNAL", "INTERNAL", "INTERNAL", "MEMORY", "IO");
    for (int i = 0; i < failures.size(); i++) {
      Callable<?> failure = failures.get(i);
      String message = outcome(new TestIndexer() {
        @Override
        DocumentWriter documentWriter(IndexWriter writer, Set<String> whitelist) {
          return new DocumentWriter(
              writer, options, whitelist, new Counters(), new SmallCollectionBuffer(options), new StopReason()) {
            @Override
            void write(Batch batch) throws IOException {
              if (batch.number() > 0) {
                try {
                  failure.call();
                } catch (IOException | RuntimeException e) {
                  throw e;
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
              super.write(batch);
            }
          };
        }
      });
      assertTrue(message.startsWith(codes.get(i) + "|"), message);
      assertTrue(message.contains("\tat io.tserini.index.CollectionIndexerTest"), message);
      assertFalse(Files.exists(index));
    }
  }

  @Test
  void aDiskThatFailsEndsAllAndCommitsNothing() throws Exception {
    for (String suffix : List.of(".doc", ".fdt", ".si", "_1")) {
      String message = outcome(new TestIndexer() {
        @Override
        void onCreate(String file) throws IOException {
          if (file.endsWith(suffix)) {
            throw new IOException("No space left on device");
          }
        }
      });
      assertTrue(message.startsWith("IO|no space left"), suffix + ": " + message);
      assertFalse(Files.exists(index));
    }
  }

  @Test
  void aCancellationAtAnyMomentKeepsTheOldIndex() throws Exception {
    Path input = Path.of(options.files);
    List<String> lines = Files.readAllLines(input);
    Files.write(input, lines.subList(0, 7));
    new TestIndexer().run();
    Files.write(input, lines);
    long start = System.nanoTime();
    options.index = folder.resolve("whole").toString();
    new TestIndexer().run();
    long whole = System.nanoTime() - start;
    options.index = index.toString();
    options.optimize = true;
    Random random = new Random(5);
    for (int round = 0; round < 8; round++) {
      CollectionIndexer indexer = new TestIndexer();
      long pause = random.nextLong(whole);
      boolean[] cancelled = {false};
      Thread canceller = new Thread(() -> {
        try {
          Thread.sleep(pause / 1_000_000);
        } catch (InterruptedException e) {
          return;
        }
        cancelled[0] = indexer.cancel();
      });
      canceller.start();
      String outcome = outcome(indexer);
      canceller.join();
      if (outcome == null) {
        assertFalse(cancelled[0]);
        assertEquals(DOCUMENTS, committed(index));
        return;
      }
      assertTrue(outcome.startsWith("INTERRUPTED|"), outcome);
      assertEquals(7, committed(index));
    }
  }

  @Test
  void aCancellationBeforeTheRunLeavesNoFolder() {
    CollectionIndexer indexer = new TestIndexer();
    assertTrue(indexer.cancel());
    assertTrue(outcome(indexer).startsWith("INTERRUPTED|"));
    assertFalse(Files.exists(index));
  }

  @Test
  void aCancellationDuringASlowSyncOrMergeIsNotCommitted() {
    options.optimize = true;
    TestIndexer syncing = new TestIndexer() {
      @Override
      void onSync() {
        assertTrue(cancel());
      }
    };
    TestIndexer merging = new TestIndexer() {
      @Override
      void onCreate(String file) {
        if (Thread.currentThread().getName().startsWith("Lucene Merge Thread")) {
          assertTrue(cancel());
        }
      }
    };
    for (TestIndexer indexer : List.of(syncing, merging)) {
      assertTrue(outcome(indexer).startsWith("INTERRUPTED|"));
      assertFalse(Files.exists(index));
    }
  }

  @Test
  void aCancellationDuringAStallReturnsAtOnceAndIsNotCommitted() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch stall = new CountDownLatch(1);
    TestIndexer indexer = new TestIndexer() {
      @Override
      void onSync() throws IOException {
        stalled.countDown();
        try {
          stall.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
    String[] message = {null};
    Thread run = new Thread(() -> message[0] = outcome(indexer));
    run.start();
    stalled.await();
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertTrue(indexer.cancel()));
    stall.countDown();
    run.join();
    assertTrue(message[0].startsWith("INTERRUPTED|"), message[0]);
    assertFalse(Files.exists(index));
  }

  @Test
  void aCancellationDuringTheLastStepOfTheCommitIsTooLate() throws Exception {
    boolean[] cancelled = {true};
    TestIndexer indexer = new TestIndexer() {
      @Override
      void onRename() {
        cancelled[0] = cancel();
      }
    };
    indexer.run();
    assertFalse(cancelled[0]);
    assertFalse(indexer.cancel());
    assertEquals(DOCUMENTS, committed(index));
  }
}
