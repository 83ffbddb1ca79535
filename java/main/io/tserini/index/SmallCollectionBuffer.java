package io.tserini.index;

import io.tserini.store.Fields;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;

/**
 * Has the vectors of a small collection written as one segment, in the order of their batches: one thread at a time
 * writes those whose turn it is, while the others parse. So the index is the same whichever thread parsed what, and needs
 * no merge. Thread-safe.
 */
final class SmallCollectionBuffer {
  /** A collection with more is not small. Waiting, they take about 50 MB. */
  private static final long MAX_POSTINGS = 1 << 21;

  private final ReentrantLock writing = new ReentrantLock();
  /** The parsed batches that are not written, by their number. */
  private final TreeMap<Integer, List<Document>> parsed = new TreeMap<>();
  private int next;
  private long room;

  /**
   * Buffers nothing if one thread is to keep the order of documents, if a later document of the same id replaces one, or
   * if texts, which may be large, are stored.
   */
  SmallCollectionBuffer(IndexingOptions options) {
    boolean onlyVectors =
        options.collection.equals("JsonVectorCollection") && !options.storeRaw && !options.storeContents
            && !options.indexText && !options.uniqueDocid;
    room = onlyVectors && options.threads > 1 ? Math.min(MAX_POSTINGS, Runtime.getRuntime().maxMemory() / 256) : 0;
  }

  synchronized boolean isUsed() {
    return room > 0;
  }

  /** @return whether the document is to wait; false once the collection is too large: the caller writes it */
  synchronized boolean takes(Document document) {
    if (room == 0) {
      return false;
    }
    room = Math.max(room - ((VectorField) document.getField(Fields.CONTENTS)).size(), 0);
    return room > 0;
  }

  /**
   * Takes the documents of a batch, and writes those whose turn it is, unless another thread does; until indexing has to
   * stop.
   *
   * @param number of the batch in the collection, from 0
   */
  void add(int number, List<Document> documents, IndexWriter writer, StopReason stop) throws IOException {
    synchronized (this) {
      parsed.put(number, documents);
    }
    if (writing.tryLock()) {
      try {
        write(writer, stop);
      } finally {
        writing.unlock();
      }
    }
  }

  /** Writes all that remain, at the end. */
  void writeRest(IndexWriter writer, StopReason stop) throws IOException {
    synchronized (this) {
      room = 0;
    }
    write(writer, stop);
  }

  private void write(IndexWriter writer, StopReason stop) throws IOException {
    for (List<Document> documents = take(); documents != null; documents = take()) {
      for (Document document : documents) {
        stop.check();
        writer.addDocument(document);
      }
    }
  }

  /** The documents of the next batch, or, once there is no order to keep, of any; null if it is not parsed yet. */
  private synchronized List<Document> take() {
    Map.Entry<Integer, List<Document>> first = parsed.firstEntry();
    if (first == null || room > 0 && first.getKey() != next) {
      return null;
    }
    next = first.getKey() + 1;
    return parsed.pollFirstEntry().getValue();
  }
}
