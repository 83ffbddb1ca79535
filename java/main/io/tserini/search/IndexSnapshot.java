package io.tserini.search;

import io.tserini.bridge.BridgeText;
import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.HitDocids;
import io.tserini.ranking.HitList;
import io.tserini.ranking.SegmentDocids;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.WeightedTerm;
import io.tserini.store.IndexDescription;
import io.tserini.store.LiveDocuments;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;

/** One state of an index, opened for searching, with the caches of its segments. */
final class IndexSnapshot {
  private static final AtomicInteger GENERATIONS = new AtomicInteger();

  private final String path;
  private final DirectoryReader reader;
  private final List<LeafReaderContext> leaves;
  private final SegmentCache[] segments;
  private final IndexDescription description;
  private final int generation = GENERATIONS.incrementAndGet();
  /** Fields that have terms with frequencies. */
  private final Set<String> searchable = ConcurrentHashMap.newKeySet();
  /** Of the terms that are common where deleted documents count too. */
  private final Map<Term, Integer> liveDocFreqs = new ConcurrentHashMap<>();

  /**
   * @param path the index's folder, for messages
   * @param segments the cache of each leaf
   */
  IndexSnapshot(String path, DirectoryReader reader, IndexDescription description, SegmentCache[] segments) {
    this.path = path;
    this.reader = reader;
    this.description = description;
    this.leaves = reader.leaves();
    this.segments = segments;
  }

  DirectoryReader reader() {
    return reader;
  }

  /** What the index is, by its field {@code contents}. */
  IndexDescription description() {
    return description;
  }

  List<LeafReaderContext> leaves() {
    return leaves;
  }

  /** Identifies the snapshot among all that the process opens. */
  int generation() {
    return generation;
  }

  /** Throws if the index has no terms with frequencies in this field. */
  void requireField(String name) throws TseriniException {
    if (searchable.contains(name)) {
      return;
    }
    FieldInfo field = FieldInfos.getMergedFieldInfos(reader).fieldInfo(name);
    if (reader.maxDoc() > 0 && (field == null || field.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS) < 0)) {
      throw new TseriniException(
          "INDEX", "the index has no terms with frequencies in the field \"" + name + "\": " + path);
    }
    searchable.add(name);
  }

  /** The terms of a field in a segment. */
  SegmentTerms terms(LeafReaderContext leaf, String field) throws IOException {
    return segments[leaf.ord].terms(leaf.reader(), field);
  }

  /** {@code ln(N / df)} of a term in its field; negative infinity if no document has it. */
  double idf(WeightedTerm term) throws IOException {
    int docFreq = 0;
    for (LeafReaderContext leaf : leaves) {
      docFreq += terms(leaf, term.field()).get(term.term()).docFreq();
    }
    return docFreq == 0 ? Double.NEGATIVE_INFINITY : Math.log((double) reader.numDocs() / docFreq);
  }

  /**
   * Whether {@code ln(N / df)} of a term is above a limit; deleted documents count neither in N nor in df. Lucene's df
   * counts them, but only where that makes a difference are the term's postings read, once in each snapshot.
   */
  boolean isRare(WeightedTerm term, double minIdf) throws IOException {
    double idf = idf(term);
    if (idf > minIdf || idf == Double.NEGATIVE_INFINITY || !reader.hasDeletions()) {
      return idf > minIdf;
    }
    Term key = new Term(term.field(), term.term());
    Integer live = liveDocFreqs.get(key);
    if (live == null) {
      live = LiveDocuments.docFreq(reader, key);
      liveDocFreqs.put(key, live);
    }
    return Math.log((double) reader.numDocs() / live) > minIdf;
  }

  /** The largest amount that a term can add to a score. */
  float maxScore(WeightedTerm term) throws IOException {
    float max = 0;
    for (LeafReaderContext leaf : leaves) {
      SegmentTerms terms = terms(leaf, term.field());
      SegmentTerms.Entry entry = terms.get(term.term());
      if (entry.docFreq() > 0) {
        max = Math.max(max, terms.maxFreq(term.term(), entry) * term.weight());
      }
    }
    return max;
  }

  /** The best k of the hits, with their docids. */
  HitList rank(TopHits top, int k) throws IOException {
    top.prune();
    HitDocids docids = new HitDocids(top.size());
    for (int from = 0; from < top.size(); ) {
      LeafReaderContext leaf = top.leaf(from, leaves);
      int to = top.endOf(leaf);
      SegmentDocids cached = segments[leaf.ord].docids(leaf.reader(), to - from);
      docids.read(top, from, to, leaf, cached);
      from = to;
    }
    return HitList.of(top, k, docids);
  }

  /**
   * Docids of consecutive documents, as little-endian bytes: {@code int32 generation, int32 maxDoc, int32 n, int32
   * ends[n]}, counted in UTF-16 units, then the docids in UTF-8, one after another.
   *
   * @return null if there is no memory for the docids of a segment, or a document has none
   */
  byte[] docids(int from, int count) throws IOException {
    int n = Math.min(count, reader.maxDoc() - from);
    ByteWriter answer = new ByteWriter().int32(generation).int32(reader.maxDoc()).int32(n);
    ByteWriter docids = new ByteWriter();
    int end = 0;
    for (int next = from; next < from + n; ) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(next, leaves));
      SegmentDocids cached = segments[leaf.ord].readDocids(leaf.reader());
      if (cached == null) {
        return null;
      }
      int first = next - leaf.docBase;
      next = Math.min(from + n, leaf.docBase + leaf.reader().maxDoc());
      int last = next - leaf.docBase;
      for (int doc = first; doc < last; doc++) {
        end += BridgeText.utf16Length(cached.bytes(), cached.start(doc), cached.end(doc));
        answer.int32(end);
      }
      docids.raw(cached.bytes(), cached.start(first), cached.start(last) - cached.start(first));
    }
    return answer.raw(docids.toBytes()).toBytes();
  }
}
