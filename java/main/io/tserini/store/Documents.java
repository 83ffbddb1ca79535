package io.tserini.store;

import io.tserini.bridge.ByteWriter;
import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** Finds documents by their docid or another field, and reads their stored fields. */
public final class Documents {
  private final IndexReader reader;

  public Documents(IndexReader reader) {
    this.reader = reader;
  }

  /**
   * The number of the first document that has this term in this field.
   *
   * @return -1 if there is none
   */
  public int find(String field, String term) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum postings = leaf.reader().postings(new Term(field, term), PostingsEnum.NONE);
      if (postings == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = postings.nextDoc()) {
        if (live == null || live.get(doc)) {
          return leaf.docBase + doc;
        }
      }
    }
    return -1;
  }

  /** {@code int32 doc, int32 n}, then n times {@code text name, text value}: its stored fields. */
  public byte[] stored(int doc) throws IOException {
    Document document = reader.storedFields().document(doc);
    ByteWriter answer = new ByteWriter().int32(doc);
    IndexableField[] fields =
        document.getFields().stream()
            .filter(field -> field.stringValue() != null)
            .toArray(IndexableField[]::new);
    answer.int32(fields.length);
    for (IndexableField field : fields) {
      answer.text(field.name()).text(field.stringValue());
    }
    return answer.toBytes();
  }
}
