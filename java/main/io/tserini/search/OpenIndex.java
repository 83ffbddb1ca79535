package io.tserini.search;

import io.tserini.ranking.CacheMemory;
import io.tserini.ranking.IndexDocids;
import io.tserini.ranking.HitDocids;
import io.tserini.ranking.HitList;
import io.tserini.ranking.TopHits;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.DirectoryReader;

/** One commit of an index, opened for searching, and what searches keep of it in memory. */
public final class OpenIndex implements Closeable {
  private static final AtomicInteger GENERATIONS = new AtomicInteger();

  private final int generation = GENERATIONS.incrementAndGet();
  private final DirectoryReader reader;
  private final CacheMemory memory = new CacheMemory();
  /** Hits until all docids are read: as many as there are documents. */
  private final AtomicLong hitsLeft;

  private volatile IndexDocids docids;
  private volatile Segments segments;

  OpenIndex(DirectoryReader reader) {
    this.reader = reader;
    this.hitsLeft = new AtomicLong(reader.maxDoc());
  }

  DirectoryReader reader() {
    return reader;
  }

  /** The segments, as impact search sees them. */
  Segments segments() {
    Segments current = segments;
    if (current == null) {
      synchronized (this) {
        current = segments;
        if (current == null) {
          current = new Segments(this, memory);
          segments = current;
        }
      }
    }
    return current;
  }

  /** Told apart by this number are all commits that the process opens. */
  int generation() {
    return generation;
  }

  /** All docids; null where there is no memory for them. */
  synchronized IndexDocids docids() throws IOException {
    if (docids == null) {
      docids = IndexDocids.read(reader, memory);
    }
    return docids;
  }

  /**
   * The best k of the hits, with their docids: from doc values at first, from memory once as many were
   * read as there are documents.
   */
  HitList rank(TopHits top, int k) throws IOException {
    top.prune();
    IndexDocids table = docids;
    if (table == null) {
      long before = hitsLeft.getAndAdd(-top.size());
      if (before > 0 && before <= top.size()) {
        table = docids();
      }
    }
    return HitList.of(
        top, k, table == null ? HitDocids.read(top, reader.leaves()) : HitDocids.of(top, table));
  }

  @Override
  public void close() throws IOException {
    memory.close();
    reader.close();
  }
}
