package io.tserini.read;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Docids;
import io.tserini.store.Fields;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * Writes an index in the Common Index File Format of Lin et al. (2020, https://arxiv.org/abs/2003.08276): a header, a
 * list of postings for each term in the order of the terms' UTF-8 bytes, a record for each document in the order of the
 * index. Deleted documents are left out, and the others numbered without gaps. A document's length is the sum of its
 * frequencies, which in an impact index are its weights.
 *
 * <p>Each list is read twice, first for its counts and its size, so that memory holds the length of each document only.
 */
public final class CiffExport extends FileExport {
  private static final int VERSION = 1;

  private final IndexReader reader;
  private final String field;
  private final String description;
  private final int maxWeight;
  private final ProtobufWriter bytes = new ProtobufWriter();
  private int[] numbers;
  private int documents;
  private long termCount;
  private long total;

  /**
   * @param description for readers of the file's header
   * @param maxWeight the largest weight that the file's reader takes
   */
  CiffExport(IndexReader reader, String field, String description, int maxWeight, String path) {
    super(path);
    this.reader = reader;
    this.field = field;
    this.description = description;
    this.maxWeight = maxWeight;
  }

  @Override
  void write(OutputStream out) throws IOException, TseriniException {
    numberDocuments();
    Terms terms = MultiTerms.getTerms(reader, field);
    int[] lengths = new int[documents];
    if (terms != null) {
      measure(terms, lengths);
    }
    writeHeader(out);
    if (terms != null) {
      TermsEnum all = terms.iterator();
      PostingsEnum postings = null;
      for (BytesRef term = all.next(); term != null; term = all.next()) {
        check();
        postings = writeList(term, all, postings, out);
        countWritten();
      }
    }
    writeDocuments(lengths, out);
  }

  private void numberDocuments() {
    Bits live = MultiBits.getLiveDocs(reader);
    documents = reader.numDocs();
    if (live == null) {
      return;
    }
    numbers = new int[reader.maxDoc()];
    int next = 0;
    for (int doc = 0; doc < numbers.length; doc++) {
      numbers[doc] = live.get(doc) ? next++ : -1;
    }
  }

  /** The document's number in the file, or -1 if it is deleted. */
  private int number(int doc) {
    return numbers == null ? doc : numbers[doc];
  }

  private void measure(Terms terms, int[] lengths) throws IOException, TseriniException {
    TermsEnum all = terms.iterator();
    PostingsEnum postings = null;
    for (BytesRef term = all.next(); term != null; term = all.next()) {
      check();
      postings = all.postings(postings, PostingsEnum.FREQS);
      boolean isEmpty = true;
      for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
        int number = number(doc);
        if (number >= 0) {
          if (postings.freq() > maxWeight) {
            throw new TseriniException(
                "INDEX", "a weight of \"" + term.utf8ToString() + "\" is " + postings.freq() + ", above the limit of "
                    + maxWeight + "; no file was written: " + path());
          }
          // A document's frequencies sum to at most 2^31 - 1: Lucene's limit.
          lengths[number] += postings.freq();
          total += postings.freq();
          isEmpty = false;
        }
      }
      termCount += isEmpty ? 0 : 1;
    }
    if (termCount > Integer.MAX_VALUE) {
      throw new TseriniException("INDEX", "more than 2147483647 terms, which a CIFF file cannot have: " + path());
    }
  }

  private void writeHeader(OutputStream out) throws IOException {
    bytes.clear();
    bytes
        .number(1, VERSION)
        .number(2, termCount)
        .number(3, documents)
        .number(4, termCount)
        .number(5, documents)
        .number(6, total)
        .float64(7, documents == 0 ? 0 : (double) total / documents)
        .text(8, description);
    writeDelimited(out);
  }

  private PostingsEnum writeList(BytesRef term, TermsEnum all, PostingsEnum reuse, OutputStream out)
      throws IOException, TseriniException {
    PostingsEnum postings = all.postings(reuse, PostingsEnum.FREQS);
    long size = 0;
    long df = 0;
    long cf = 0;
    int last = 0;
    for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
      int number = number(doc);
      if (number >= 0) {
        int length = sizeOfPosting(number - last, postings.freq());
        size += 1 + ProtobufWriter.sizeOfVarint(length) + length;
        df++;
        cf += postings.freq();
        last = number;
      }
    }
    if (df == 0) {
      return postings;
    }
    bytes.clear();
    bytes.text(1, term).number(2, df).number(3, cf);
    size += bytes.size();
    if (size > Integer.MAX_VALUE) {
      throw new TseriniException(
          "INDEX", "the postings of \"" + term.utf8ToString() + "\" take more than the 2 GB of a protobuf message, "
              + "so that no CIFF file can hold them: " + path());
    }
    ProtobufWriter head = new ProtobufWriter().varint(size);
    head.writeTo(out);
    bytes.writeTo(out);
    postings = all.postings(postings, PostingsEnum.FREQS);
    last = 0;
    for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
      int number = number(doc);
      if (number >= 0) {
        int gap = number - last;
        bytes.clear();
        bytes.message(4, sizeOfPosting(gap, postings.freq())).number(1, gap).number(2, postings.freq());
        bytes.writeTo(out);
        last = number;
      }
    }
    return postings;
  }

  private static int sizeOfPosting(int gap, int freq) {
    return ProtobufWriter.sizeOfNumber(1, gap) + ProtobufWriter.sizeOfNumber(2, freq);
  }

  private void writeDocuments(int[] lengths, OutputStream out) throws IOException, TseriniException {
    Docids docids = new Docids(reader);
    for (int doc = 0; doc < reader.maxDoc(); doc++) {
      int number = number(doc);
      if (number < 0) {
        continue;
      }
      check();
      BytesRef docid = docids.of(doc);
      if (docid == null) {
        throw new TseriniException("INDEX", "document " + doc + " of the index has no \"" + Fields.ID + "\": " + path());
      }
      bytes.clear();
      bytes.number(1, number).text(2, docid).number(3, lengths[number]);
      writeDelimited(out);
    }
  }

  private void writeDelimited(OutputStream out) throws IOException {
    new ProtobufWriter().varint(bytes.size()).writeTo(out);
    bytes.writeTo(out);
  }
}
