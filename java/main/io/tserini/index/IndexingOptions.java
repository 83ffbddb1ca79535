package io.tserini.index;

import io.tserini.analysis.AnalyzerOptions;
import io.tserini.scoring.AccurateBm25Similarity;
import io.tserini.store.IndexRecord;
import java.util.Set;

/** The options of an indexing run. The TypeScript side sets the fields one by one. */
public final class IndexingOptions {
  /** The kind of collection: {@code JsonVectorCollection} or {@code JsonCollection}. */
  public String collection = "JsonVectorCollection";
  /** The index's folder. */
  public String index;
  /** The collection's files, in order, joined by newlines. */
  public String files;
  /** How text becomes terms; a vector's tokens are indexed as they are. */
  public AnalyzerOptions analyzer = new AnalyzerOptions();
  /** Text fields to index in addition to {@code contents}, joined by newlines; may be empty. */
  public String fields = "";
  /** Fields that filters compare: lines of {@link io.tserini.store.FieldTypes#parse}; may be empty. */
  public String fieldTypes = "";
  /** Of vectors: indexes the text of {@code contents}, too, and stores what the record has as {@code raw}. */
  public boolean indexText;
  /** Frequencies are impacts; no norms of lengths. */
  public boolean impact;
  /** Norms that are the true lengths, for {@link AccurateBm25Similarity}. */
  public boolean bm25Accurate;
  /** The ids to index, joined by newlines; null for all. */
  public String whitelist;
  /** Multiplies the weights of vectors, which are then rounded; 0 cuts off their fractions instead. */
  public double scale;
  /** Threads that parse and index; with 1 the documents keep their order. */
  public int threads = 1;
  /** The last document of an id wins. Without it, a duplicate id is an error. */
  public boolean uniqueDocid;
  /** Adds to the existing index. */
  public boolean append;
  /** Merges into one segment at the end. */
  public boolean optimize;
  public boolean storePositions;
  public boolean storeDocvectors;
  public boolean storeContents;
  public boolean storeRaw;
  /** Memory for postings before they are written to the disk, in MB; 0 for a quarter of the heap. */
  public double memoryBufferMb;
  /** Facts about the index, for its {@link IndexRecord}: lines of {@code name=value}; without any, it gets no record. */
  public String indexFacts = "";
  /** Facts about the collection. */
  public String collectionFacts = "";

  public IndexingOptions() {}

  Set<String> fieldNames() {
    return fields.isEmpty() ? Set.of() : Set.of(fields.split("\n"));
  }
}
