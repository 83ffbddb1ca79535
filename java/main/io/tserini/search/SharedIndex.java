package io.tserini.search;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import io.tserini.store.IndexFolder;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;

/**
 * An index that many threads read at once: what changes it under them (a refresh, the end) waits for
 * them.
 */
public final class SharedIndex implements Closeable {
  private final String path;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile OpenIndex index;

  SharedIndex(String path) throws TseriniException {
    this.path = path;
    this.index = new OpenIndex(IndexFolder.openReader(path));
    try {
      checkDocids(index.reader());
      requireField(Fields.CONTENTS);
    } catch (TseriniException e) {
      IOUtils.closeWhileHandlingException(index);
      throw e;
    }
  }

  private void checkDocids(DirectoryReader opened) throws TseriniException {
    FieldInfo id = FieldInfos.getMergedFieldInfos(opened).fieldInfo(Fields.ID);
    if (opened.maxDoc() > 0 && (id == null || id.getDocValuesType() != DocValuesType.BINARY)) {
      throw new TseriniException(
          "INDEX", "the index has no docids in the doc values of the field \"id\": " + path);
    }
  }

  /** Throws where the index has no terms with frequencies in this field. */
  void requireField(String name) throws TseriniException {
    DirectoryReader reader = index.reader();
    FieldInfo field = FieldInfos.getMergedFieldInfos(reader).fieldInfo(name);
    if (reader.maxDoc() > 0
        && (field == null || field.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS) < 0)) {
      throw new TseriniException(
          "INDEX", "the index has no terms with frequencies in the field \"" + name + "\": " + path);
    }
  }

  /** Work that needs the index open. */
  interface Reading<T> {
    T read(OpenIndex index) throws IOException, TseriniException;
  }

  /** Does work during which the index stays open and as it is. */
  <T> T reading(Reading<T> work) throws TseriniException {
    Lock reading = lock.readLock();
    reading.lock();
    try {
      return work.read(index);
    } catch (AlreadyClosedException e) {
      throw new TseriniException("CLOSED", "this searcher was closed: " + path, e);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Goes over to the last commit, once the searches under way have ended.
   *
   * @return whether there was a newer one
   */
  boolean refresh() throws TseriniException {
    DirectoryReader newer = reading(opened -> DirectoryReader.openIfChanged(opened.reader()));
    if (newer == null) {
      return false;
    }
    lock.writeLock().lock();
    try {
      checkDocids(newer);
      IOUtils.closeWhileHandlingException(index);
      index = new OpenIndex(newer);
    } catch (TseriniException e) {
      IOUtils.closeWhileHandlingException(newer);
      throw e;
    } finally {
      lock.writeLock().unlock();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try {
      index.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
