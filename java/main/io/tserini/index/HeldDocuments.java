package io.tserini.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;

/**
 * The documents of a small collection, held until all are read. Written then by one thread, those with the most
 * terms first, they are one segment, whose vocabulary is there once and whose postings have small gaps: SPLADE-v3's
 * NFCorpus takes 1 % less. Of a larger collection the first ones wait only until there are too many.
 */
public final class HeldDocuments {
  /** Some 50 MB. */
  private static final long MOST_POSTINGS = 1 << 21;

  private record Held(Document document, int terms) {}

  private final List<Held> documents = new ArrayList<>();
  private long left;

  /** @param most there are fewer postings than that; 0 where nothing is to be held */
  private HeldDocuments(long most) {
    left = most;
  }

  /** With one thread documents stay in their order; texts are analysed by many, and may be large. */
  static HeldDocuments of(IndexingOptions options) {
    boolean vectorsAlone = options.collection.equals("JsonVectorCollection")
        && !options.storeRaw
        && !options.storeContents;
    long most = Math.min(MOST_POSTINGS, Runtime.getRuntime().maxMemory() / 256);
    return new HeldDocuments(vectorsAlone && options.threads > 1 ? most : 0);
  }

  /** @return false where it is not held, and whoever has it is to write all that was, and then it */
  synchronized boolean add(Document document, int terms) {
    if (terms >= left) {
      left = 0;
      return false;
    }
    left -= terms;
    documents.add(new Held(document, terms));
    return true;
  }

  /** Writes those that are held, or as many as there are until it is to stop, and holds them no more. */
  void writeTo(IndexWriter writer, BooleanSupplier stopped) throws IOException {
    for (Held held : take()) {
      if (stopped.getAsBoolean()) {
        return;
      }
      writer.addDocument(held.document);
    }
  }

  /** Those with the most terms first. */
  private synchronized List<Held> take() {
    if (documents.isEmpty()) {
      return List.of();
    }
    List<Held> taken = new ArrayList<>(documents);
    documents.clear();
    taken.sort(Comparator.comparingInt(held -> -held.terms));
    return taken;
  }
}
