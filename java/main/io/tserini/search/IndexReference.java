package io.tserini.search;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexDescription.Requirement;
import io.tserini.store.IndexFolder;
import io.tserini.store.IndexSource;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader.CacheHelper;
import org.apache.lucene.index.IndexReader.CacheKey;
import org.apache.lucene.index.IndexWriter.IndexReaderWarmer;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.ReferenceManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;

/**
 * An index, shared by many threads as {@link org.apache.lucene.search.SearcherManager} shares one: a
 * search acquires the newest snapshot, uses it and releases it. A refresh swaps in a newer one; neither waits for the
 * other, and a snapshot is closed by its last user.
 */
final class IndexReference extends ReferenceManager<IndexSnapshot> {
  private final IndexSource source;
  private final String path;
  /** By segment core, so that the cache of a segment survives commits that keep the segment. */
  private final ConcurrentHashMap<CacheKey, SegmentCache> caches = new ConcurrentHashMap<>();

  /** What every snapshot must be fit for. */
  private final Requirement requirement;

  /** Without it, the first searches after a merge would read the new segment's postings from the index. */
  private final IndexReaderWarmer warmer = this::warm;

  IndexReference(IndexSource source, Requirement requirement) throws TseriniException {
    this.source = source;
    this.path = source.path();
    this.requirement = requirement;
    DirectoryReader reader = source.open();
    try {
      current = snapshot(reader);
      current.requireField(Fields.CONTENTS);
      requirement.check(current.description(), path);
      source.addWarmer(warmer);
    } catch (TseriniException e) {
      IOUtils.closeWhileHandlingException(reader);
      throw e;
    } catch (IOException e) {
      IOUtils.closeWhileHandlingException(reader);
      throw IndexFolder.explain(e, path);
    }
  }

  private IndexSnapshot snapshot(DirectoryReader reader) throws IOException, TseriniException {
    FieldInfo id = FieldInfos.getMergedFieldInfos(reader).fieldInfo(Fields.ID);
    if (reader.maxDoc() > 0 && (id == null || id.getDocValuesType() != DocValuesType.BINARY)) {
      throw new TseriniException("INDEX", "the index has no docids in the doc values of the field \"id\": " + path);
    }
    IndexDescription description = source.describe(reader, Fields.CONTENTS);
    return new IndexSnapshot(
        path, reader, description, reader.leaves().stream().map(leaf -> cacheOf(leaf.reader())).toArray(SegmentCache[]::new));
  }

  private SegmentCache cacheOf(LeafReader segment) {
    CacheHelper core = segment.getCoreCacheHelper();
    return caches.computeIfAbsent(core.getKey(), key -> {
      SegmentCache cache = new SegmentCache(segment.maxDoc());
      core.addClosedListener(closed -> {
        caches.remove(closed);
        cache.close();
      });
      return cache;
    });
  }

  /** Reads the postings that searches of the other segments use. */
  private void warm(LeafReader segment) throws IOException {
    SegmentCache[] others = caches.values().toArray(SegmentCache[]::new);
    SegmentCache cache = cacheOf(segment);
    for (SegmentCache other : others) {
      cache.warm(segment, other);
    }
  }

  @Override
  protected void afterClose() {
    source.removeWarmer(warmer);
  }

  /** Work on a snapshot, which stays open and unchanged until the work ends. */
  interface Reading<T> {
    T read(IndexSnapshot index) throws IOException, TseriniException;
  }

  /** @param pinned the snapshot to work on, which may be released already; null for the newest */
  <T> T reading(IndexSnapshot pinned, Reading<T> work) throws TseriniException {
    if (pinned != null && !tryIncRef(pinned)) {
      throw closed(new AlreadyClosedException("the snapshot was released"));
    }
    IndexSnapshot snapshot = pinned == null ? pin() : pinned;
    try {
      return work.read(snapshot);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    } finally {
      unpin(snapshot);
    }
  }

  /** Acquires the newest snapshot, which stays open until it is released. */
  IndexSnapshot pin() throws TseriniException {
    try {
      return acquire();
    } catch (AlreadyClosedException e) {
      throw closed(e);
    } catch (IOException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private void unpin(IndexSnapshot snapshot) throws TseriniException {
    try {
      release(snapshot);
    } catch (IOException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  /** Moves to the newest state of the source. */
  void refresh() throws TseriniException {
    try {
      maybeRefreshBlocking();
    } catch (AlreadyClosedException e) {
      throw closed(e);
    } catch (RefusedException e) {
      throw e.reason;
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private TseriniException closed(AlreadyClosedException e) {
    return new TseriniException("CLOSED", "this searcher was closed: " + path, e);
  }

  @Override
  protected IndexSnapshot refreshIfNeeded(IndexSnapshot old) throws IOException {
    DirectoryReader newer = source.openIfChanged(old.reader());
    if (newer == null) {
      return null;
    }
    try {
      IndexSnapshot next = snapshot(newer);
      old.description().requireSuccessor(next.description(), path);
      requirement.check(next.description(), path);
      return next;
    } catch (TseriniException e) {
      IOUtils.closeWhileHandlingException(newer);
      throw new RefusedException(e);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(newer);
      throw e;
    }
  }

  /** Carries a refusal of a newer commit through {@link ReferenceManager}, whose methods throw IOExceptions. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient TseriniException reason;

    RefusedException(TseriniException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  @Override
  protected boolean tryIncRef(IndexSnapshot snapshot) {
    return snapshot.reader().tryIncRef();
  }

  @Override
  protected void decRef(IndexSnapshot snapshot) throws IOException {
    snapshot.reader().decRef();
  }

  @Override
  protected int getRefCount(IndexSnapshot snapshot) {
    return snapshot.reader().getRefCount();
  }
}
