package io.tserini.store;

/** Names of the fields of an index, the ones that Anserini and Pyserini use. */
public final class Fields {
  /** The document's id in its collection: a stored string, a term, and binary doc values. */
  public static final String ID = "id";
  /** The tokens of the vector; the frequency of a token is its weight. */
  public static final String CONTENTS = "contents";
  /** Of an index of vectors and texts: the text, analyzed, for BM25. */
  public static final String TEXT = "text";
  /** The record as it appears in the collection, stored only. */
  public static final String RAW = "raw";

  private Fields() {}
}
