package io.tserini.read;

import io.tserini.bridge.ByteWriter;
import io.tserini.store.Docids;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * The postings of a term in document order: for each {@code int32 doc, int32 freq, int32 n, int32 positions[n], text
 * docid}, with n = 0 if the index has no positions.
 */
public final class PostingsCursor extends Cursor {
  private static final BytesRef NO_DOCID = new BytesRef();

  private final PostingsEnum postings;
  private final boolean positions;
  private final Bits live;
  private final Docids docids;

  private PostingsCursor(PostingsEnum postings, boolean positions, IndexReader reader, String path) throws IOException {
    super(path);
    this.postings = postings;
    this.positions = positions;
    this.live = MultiBits.getLiveDocs(reader);
    this.docids = new Docids(reader);
  }

  /** Null if no document has the term. */
  static PostingsCursor open(IndexReader reader, String field, String term, boolean positions, String path)
      throws IOException {
    int wanted = positions ? PostingsEnum.POSITIONS : PostingsEnum.FREQS;
    PostingsEnum postings = MultiTerms.getTermPostingsEnum(reader, field, new BytesRef(term), wanted);
    return postings == null ? null : new PostingsCursor(postings, positions, reader, path);
  }

  @Override
  boolean write(ByteWriter batch) throws IOException {
    int doc = postings.nextDoc();
    if (doc == DocIdSetIterator.NO_MORE_DOCS) {
      return false;
    }
    if (live == null || live.get(doc)) {
      int freq = postings.freq();
      batch.int32(doc).int32(freq).int32(positions ? freq : 0);
      for (int i = 0; positions && i < freq; i++) {
        batch.int32(postings.nextPosition());
      }
      BytesRef docid = docids.of(doc);
      batch.text(docid == null ? NO_DOCID : docid);
    }
    return true;
  }
}
