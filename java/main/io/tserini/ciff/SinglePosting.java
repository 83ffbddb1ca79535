package io.tserini.ciff;

import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.BytesRef;

/** The one document that has a docid. */
final class SinglePosting extends PostingsEnum {
  private final int only;
  private int doc = -1;

  SinglePosting(int only) {
    this.only = only;
  }

  @Override
  public int nextDoc() {
    doc = doc < 0 ? only : NO_MORE_DOCS;
    return doc;
  }

  @Override
  public int advance(int target) {
    doc = target <= only ? only : NO_MORE_DOCS;
    return doc;
  }

  @Override
  public int docID() {
    return doc;
  }

  @Override
  public int freq() {
    return 1;
  }

  @Override
  public long cost() {
    return 1;
  }

  @Override
  public int nextPosition() {
    return -1;
  }

  @Override
  public int startOffset() {
    return -1;
  }

  @Override
  public int endOffset() {
    return -1;
  }

  @Override
  public BytesRef getPayload() {
    return null;
  }
}
