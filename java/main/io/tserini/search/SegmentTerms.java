package io.tserini.search;

import io.tserini.ranking.CacheMemory;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.FreqAndNormBuffer;
import org.apache.lucene.index.Impacts;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;

/**
 * Terms of one field of one segment, cached when they are first looked up: learned queries use the same few thousand
 * tokens again and again, and a look-up in the dictionary costs more than reading a short list of postings.
 */
final class SegmentTerms {
  /** Terms to cache, about the vocabulary of a multilingual encoder. Further terms are looked up each time. */
  private static final int MAX_CACHED = 1 << 18;

  /** Terms to cache that the segment does not have. When there are more, all of these are dropped. */
  private static final int MAX_ABSENT = 1 << 14;

  /** What postings leave of the caches' memory: bounds of other terms need little of it, and save more. */
  private static final long KEPT_FOR_MAXIMA = CacheMemory.LIMIT / 4;

  /** A term in the segment. */
  static final class Entry {
    /** For a term that the segment does not have. */
    private static final Entry ABSENT = new Entry(null, 0);

    private final TermState state;
    private final int docFreq;
    private int maxFreq;
    private int uses;
    private volatile TermPostings decoded;
    /** Where there was no memory for all the postings. */
    private volatile BlockMaxima maxima;

    private Entry(TermState state, int docFreq) {
      this.state = state;
      this.docFreq = docFreq;
    }

    int docFreq() {
      return docFreq;
    }

    /**
     * Whether to decode the postings now: not at the first use, which may be the only one, and if there was no memory,
     * again after twice as many uses. A race between threads only shifts the moment.
     */
    private boolean isDue() {
      uses++;
      return uses > 1 && Integer.bitCount(uses) == 1;
    }
  }

  private final Terms terms;
  private final int maxDoc;
  private final CacheMemory memory;
  private final ConcurrentHashMap<BytesRef, Entry> cached = new ConcurrentHashMap<>();
  /** Apart from {@link #cached}: queries may have any number of absent terms, which must not fill it. */
  private final Set<BytesRef> absent = ConcurrentHashMap.newKeySet();

  /** @param memory for the postings of terms that queries repeat */
  SegmentTerms(LeafReader reader, String field, CacheMemory memory) throws IOException {
    this.terms = reader.terms(field);
    this.maxDoc = reader.maxDoc();
    this.memory = memory;
  }

  Entry get(BytesRef term) throws IOException {
    Entry entry = cached.get(term);
    if (entry == null) {
      entry = absent.contains(term) ? Entry.ABSENT : lookUp(term);
    }
    return entry;
  }

  private Entry lookUp(BytesRef term) throws IOException {
    if (terms == null) {
      return Entry.ABSENT;
    }
    // The key is a copy: the term may be a part of a whole query's bytes.
    TermsEnum all = terms.iterator();
    if (!all.seekExact(term)) {
      if (absent.size() >= MAX_ABSENT) {
        absent.clear();
      }
      absent.add(BytesRef.deepCopyOf(term));
      return Entry.ABSENT;
    }
    Entry entry = new Entry(all.termState(), all.docFreq());
    if (cached.size() < MAX_CACHED) {
      cached.put(BytesRef.deepCopyOf(term), entry);
    }
    return entry;
  }

  /** Caches the postings of the terms whose postings another segment has in memory. */
  void warm(SegmentTerms other) throws IOException {
    for (Map.Entry<BytesRef, Entry> known : other.cached.entrySet()) {
      if (known.getValue().decoded != null) {
        Entry entry = get(known.getKey());
        if (entry.docFreq > 0 && entry.decoded == null) {
          decode(known.getKey(), entry);
        }
      }
    }
  }

  private TermsEnum seek(BytesRef term, Entry entry) throws IOException {
    TermsEnum all = terms.iterator();
    all.seekExact(term, entry.state);
    return all;
  }

  /** The postings of a term that the segment has, as Lucene reads them. */
  PostingsEnum stream(BytesRef term, Entry entry) throws IOException {
    return seek(term, entry).postings(null, PostingsEnum.FREQS);
  }

  /**
   * The postings of a term that the segment has, from memory if they are cached.
   *
   * @param block what a search reads blocks of postings into
   */
  TermPostings postings(BytesRef term, Entry entry, DocAndFloatFeatureBuffer block) throws IOException {
    if (entry.decoded == null && entry.isDue()) {
      decode(term, entry);
    }
    TermPostings decoded = entry.decoded;
    return decoded == null
        ? new StreamedPostings(
            stream(term, entry), (float) entry.docFreq / maxDoc, block, maxFreq(term, entry), entry.maxima)
        : decoded;
  }

  private void decode(BytesRef term, Entry entry) throws IOException {
    synchronized (entry) {
      if (entry.decoded != null) {
        return;
      }
      PostingsDecoder decoder =
          new PostingsDecoder(() -> stream(term, entry), entry.docFreq, maxFreq(term, entry), maxDoc);
      if (decoder.fits() && memory.reserve(decoder.bytes(), KEPT_FOR_MAXIMA)) {
        try {
          entry.decoded = decoder.decode();
        } finally {
          if (entry.decoded == null) {
            memory.release(decoder.bytes());
          }
        }
      } else if (entry.maxima == null && memory.reserve(decoder.maximaBytes(), 0)) {
        try {
          entry.maxima = decoder.maxima();
        } finally {
          if (entry.maxima == null) {
            memory.release(decoder.maximaBytes());
          }
        }
      }
    }
  }

  /** The largest frequency of a term that the segment has. */
  int maxFreq(BytesRef term, Entry entry) throws IOException {
    if (entry.maxFreq == 0) {
      entry.maxFreq = readMaxFreq(seek(term, entry));
    }
    return entry.maxFreq;
  }

  /**
   * Visits the blocks of postings by their stored impacts. The last, short block has none, and Lucene gives the largest
   * possible frequency for it: its postings are read.
   */
  private static int readMaxFreq(TermsEnum term) throws IOException {
    ImpactsEnum postings = term.impacts(PostingsEnum.FREQS);
    int max = 0;
    int target = 0;
    while (target != DocIdSetIterator.NO_MORE_DOCS) {
      postings.advanceShallow(target);
      Impacts impacts = postings.getImpacts();
      int level = impacts.numLevels() - 1;
      int largest = largest(impacts.getImpacts(level));
      if (largest == Integer.MAX_VALUE) {
        return Math.max(max, readMaxFreq(postings, target));
      }
      max = Math.max(max, largest);
      int last = impacts.getDocIdUpTo(level);
      target = last == DocIdSetIterator.NO_MORE_DOCS ? last : last + 1;
    }
    return max;
  }

  private static int largest(FreqAndNormBuffer impacts) {
    int max = 0;
    for (int i = 0; i < impacts.size; i++) {
      max = Math.max(max, impacts.freqs[i]);
    }
    return max;
  }

  private static int readMaxFreq(PostingsEnum postings, int from) throws IOException {
    float max = 0;
    postings.advance(from);
    DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
    do {
      postings.nextPostings(DocIdSetIterator.NO_MORE_DOCS, block);
      for (int i = 0; i < block.size; i++) {
        max = Math.max(max, block.features[i]);
      }
    } while (block.size > 0);
    return (int) Math.ceil(max);
  }
}
