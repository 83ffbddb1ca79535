package io.tserini.read;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefArray;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.Counter;

/**
 * Turns a segment's postings back into documents' vectors within bounded memory. A first pass over the postings counts
 * each document's terms. The counts determine blocks of consecutive documents whose vectors fit into the memory. Each
 * block takes one more pass over the terms, from the block's first document to its last. So each posting is read twice,
 * and each term is looked up once per block.
 */
final class VectorBlocks {
  /** An entry of a vector takes two ints: the number of its term and the frequency. */
  private static final int ENTRY_BYTES = 2 * Integer.BYTES;

  interface Interruption {
    void check() throws TseriniException;
  }

  private final Terms terms;
  private final Interruption interruption;
  private final int capacity;
  private final int[] lengths;
  /** The terms as keys of a JSON object, each with the colon that follows. */
  private final BytesRefArray keys = new BytesRefArray(Counter.newCounter());
  private final BytesRefBuilder key = new BytesRefBuilder();
  private int first;
  private int end;
  private int[] starts = new int[0];
  private int[] entryTerms = new int[0];
  private int[] entryFreqs = new int[0];

  VectorBlocks(Terms terms, int documents, long memory, Interruption interruption)
      throws IOException, TseriniException {
    this.terms = terms;
    this.interruption = interruption;
    this.capacity = (int) Math.max(1, Math.min(memory / ENTRY_BYTES, ArrayUtil.MAX_ARRAY_LENGTH));
    this.lengths = new int[documents];
    if (terms != null) {
      count();
    }
  }

  private void count() throws IOException, TseriniException {
    TermsEnum all = terms.iterator();
    PostingsEnum postings = null;
    StringBuilder json = new StringBuilder();
    for (BytesRef term = all.next(); term != null; term = all.next()) {
      interruption.check();
      json.setLength(0);
      PythonJson.append(json, term.utf8ToString());
      keys.append(new BytesRef(json.append(": ")));
      postings = all.postings(postings, PostingsEnum.NONE);
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = postings.nextDoc()) {
        lengths[doc]++;
      }
    }
  }

  /** Moves to the next block. Returns false after the last one. */
  boolean next() throws IOException, TseriniException {
    first = end;
    if (first == lengths.length) {
      return false;
    }
    int entries = 0;
    // A document that is larger than the memory of a block becomes a block alone.
    while (end < lengths.length && (end == first || lengths[end] <= capacity - entries)) {
      entries += lengths[end++];
    }
    starts = new int[end - first + 1];
    for (int doc = first; doc < end; doc++) {
      starts[doc - first + 1] = starts[doc - first] + lengths[doc];
    }
    if (entryTerms.length < entries) {
      entryTerms = new int[entries];
      entryFreqs = new int[entries];
    }
    if (entries > 0) {
      fill();
    }
    return true;
  }

  private void fill() throws IOException, TseriniException {
    int[] next = Arrays.copyOf(starts, starts.length);
    TermsEnum all = terms.iterator();
    PostingsEnum postings = null;
    int number = 0;
    while (all.next() != null) {
      interruption.check();
      postings = all.postings(postings, PostingsEnum.FREQS);
      for (int doc = postings.advance(first); doc < end; doc = postings.nextDoc()) {
        int entry = next[doc - first]++;
        entryTerms[entry] = number;
        entryFreqs[entry] = postings.freq();
      }
      number++;
    }
  }

  int first() {
    return first;
  }

  /** The document after the block's last. */
  int end() {
    return end;
  }

  /** Writes the vector of a document of this block as {@code {"token": 12, …}}. */
  void writeVector(int doc, OutputStream out) throws IOException {
    out.write('{');
    int from = starts[doc - first];
    int to = starts[doc - first + 1];
    for (int entry = from; entry < to; entry++) {
      if (entry > from) {
        out.write(',');
        out.write(' ');
      }
      BytesRef text = keys.get(key, entryTerms[entry]);
      out.write(text.bytes, text.offset, text.length);
      writeNumber(entryFreqs[entry], out);
    }
    out.write('}');
  }

  private static void writeNumber(int number, OutputStream out) throws IOException {
    if (number >= 10) {
      writeNumber(number / 10, out);
    }
    out.write('0' + number % 10);
  }
}
