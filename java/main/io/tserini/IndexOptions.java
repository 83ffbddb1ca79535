package io.tserini;

/** What an indexing run is asked for. The TypeScript side sets the fields one by one. */
public final class IndexOptions {
  /** The index's folder. */
  public String index;
  /** The collection's files, in order, joined by newlines. */
  public String files;
  /** Threads that parse and index; with 1 the documents keep their order. */
  public int threads = 1;
  /** The last document of an id wins. Without it, a duplicate id is an error. */
  public boolean uniqueDocid;
  /** Adds to the index that is there. */
  public boolean append;
  /** Merges into one segment at the end. */
  public boolean optimize;
  public boolean storePositions;
  public boolean storeDocvectors;
  public boolean storeContents;
  public boolean storeRaw;
  /** Memory for postings before they go to the disk, in MB; 0 takes a quarter of the heap. */
  public double memoryBufferMb;

  public IndexOptions() {}
}
