package io.tserini;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.BytesRef;

/**
 * A ranking in its final order: score descending, then docid ascending by its UTF-8 bytes, cut at k,
 * ties adjusted.
 */
final class HitList {
  private record Hit(float score, int doc, BytesRef docid) {}

  private static final Comparator<Hit> ORDER =
      Comparator.comparing(Hit::score, Comparator.reverseOrder()).thenComparing(Hit::docid);

  private final Hit[] hits;

  private HitList(Hit[] hits) {
    this.hits = hits;
  }

  static HitList of(TopHits top, int k, List<LeafReaderContext> leaves) throws IOException {
    Hit[] hits = withDocids(top.hits(), leaves);
    Arrays.sort(hits, ORDER);
    return new HitList(hits.length > k ? Arrays.copyOf(hits, k) : hits);
  }

  /** Reads docids from doc values, in document order because these can only go forward. */
  private static Hit[] withDocids(long[] packed, List<LeafReaderContext> leaves) throws IOException {
    Long[] byDocument = Arrays.stream(packed).boxed().toArray(Long[]::new);
    Arrays.sort(byDocument, Comparator.comparingInt(TopHits::doc));
    Hit[] hits = new Hit[packed.length];
    BinaryDocValues docids = null;
    LeafReaderContext leaf = null;
    for (int i = 0; i < hits.length; i++) {
      int doc = TopHits.doc(byDocument[i]);
      if (leaf == null || doc >= leaf.docBase + leaf.reader().maxDoc()) {
        leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        docids = leaf.reader().getBinaryDocValues(Fields.ID);
      }
      if (docids == null || !docids.advanceExact(doc - leaf.docBase)) {
        throw new IOException("document " + doc + " has no docid in the doc values of field \"id\"");
      }
      hits[i] = new Hit(TopHits.score(byDocument[i]), doc, BytesRef.deepCopyOf(docids.binaryValue()));
    }
    return hits;
  }

  /**
   * The ranking as little-endian bytes, n hits: {@code int32 n, float32 scores[n], int32 documents[n],
   * int32 docidLengths[n]}, then the docids in UTF-8, one behind the other.
   */
  byte[] toBytes() {
    int n = hits.length;
    float[] scores = new float[n];
    int docidBytes = 0;
    for (int i = 0; i < n; i++) {
      scores[i] = hits[i].score();
      docidBytes += hits[i].docid().length;
    }
    ScoreTies.adjust(scores);
    ByteBuffer buffer = ByteBuffer.allocate(4 + 12 * n + docidBytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(n);
    for (float score : scores) {
      buffer.putFloat(score);
    }
    for (Hit hit : hits) {
      buffer.putInt(hit.doc());
    }
    for (Hit hit : hits) {
      buffer.putInt(hit.docid().length);
    }
    for (Hit hit : hits) {
      buffer.put(hit.docid().bytes, hit.docid().offset, hit.docid().length);
    }
    return buffer.array();
  }
}
