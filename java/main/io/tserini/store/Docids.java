package io.tserini.store;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.util.BytesRef;

/**
 * Reads docids by document number: from doc values, which is cheap in ascending order of documents, or from the stored
 * field of an index without these. For one thread.
 */
public final class Docids {
  private final List<LeafReaderContext> leaves;
  private final StoredFields stored;
  private LeafReaderContext leaf;
  private BinaryDocValues values;
  private int last = -1;

  public Docids(IndexReader reader) throws IOException {
    this.leaves = reader.leaves();
    this.stored = reader.storedFields();
  }

  /** The docid of a document, valid until the next call; null if it has none. */
  public BytesRef of(int doc) throws IOException {
    if (leaf == null || doc <= last || doc >= leaf.docBase + leaf.reader().maxDoc()) {
      leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
      values = leaf.reader().getBinaryDocValues(Fields.ID);
    }
    last = doc;
    if (values != null && values.advanceExact(doc - leaf.docBase)) {
      return values.binaryValue();
    }
    String docid = stored.document(doc, Set.of(Fields.ID)).get(Fields.ID);
    return docid == null ? null : new BytesRef(docid);
  }
}
