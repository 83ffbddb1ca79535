package io.tserini.ciff;

import static io.tserini.ciff.ProtobufReader.LENGTH_DELIMITED;
import static io.tserini.ciff.ProtobufReader.VARINT;
import static io.tserini.ciff.ProtobufReader.tag;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefArray;
import org.apache.lucene.util.Counter;
import org.apache.lucene.util.FixedBitSet;

/**
 * A file in the Common Index File Format of Lin et al. (2020), whose frequencies are weights. The constructor reads all
 * of it and refuses what contradicts itself or cannot be an impact index. After that, memory holds the terms and the
 * docids, and the place of each term's postings in the file.
 */
public final class CiffFile {
  /** The least that a record of a document, and a list of postings, take with the length before them. */
  private static final int LEAST_RECORD = 4;

  /** Stops the reading by an exception, and is called once for each list of postings that was read. */
  public interface Follower {
    void read(int lists, int of) throws IOException;
  }

  private final IndexInput in;
  private final String name;
  private final ProtobufReader reader;
  private final BytesRefArray terms = new BytesRefArray(Counter.newCounter());
  private final BytesRefArray docids = new BytesRefArray(Counter.newCounter());
  private long[] starts = new long[0];
  private int[] documentFrequencies = new int[0];
  private long[] totalFrequencies = new long[0];
  private FixedBitSet used;
  private int lists;
  private int documents;
  private String description = "";

  /** @param name the file's name, for messages */
  public CiffFile(IndexInput in, String name, Follower follower) throws IOException, TseriniException {
    this.in = in;
    this.name = name;
    this.reader = new ProtobufReader(in, name);
    readHeader();
    used = new FixedBitSet(documents);
    int[] lengths = new int[documents];
    for (int list = 0; list < lists; list++) {
      readList(list, lengths);
      follower.read(list + 1, lists);
    }
    for (int document = 0; document < documents; document++) {
      readDocument(document);
    }
    if (reader.position() != reader.length()) {
      throw reader.refusal(
          reader.position(), "the file goes on after the " + lists + " lists of postings and " + documents
              + " documents that its header says");
    }
  }

  int documents() {
    return documents;
  }

  BytesRefArray terms() {
    return terms;
  }

  /** The docid of each document. */
  BytesRefArray docids() {
    return docids;
  }

  /** The documents that have postings. */
  FixedBitSet used() {
    return used;
  }

  /** What the file's header says about it. */
  public String description() {
    return description;
  }

  int documentFrequency(int term) {
    return documentFrequencies[term];
  }

  long totalFrequency(int term) {
    return totalFrequencies[term];
  }

  /** The postings of a term. */
  PostingsEnum postings(int term, PostingsEnum reuse) throws IOException {
    CiffPostings postings = reuse instanceof CiffPostings mine ? mine : new CiffPostings(in.clone(), name);
    postings.reset(starts[term], documentFrequencies[term]);
    return postings;
  }

  private void readHeader() throws IOException, TseriniException {
    long end = reader.endOfPart(reader.length());
    long version = 0;
    long listCount = 0;
    long documentCount = 0;
    while (reader.position() < end) {
      long tag = reader.varint(end);
      if (tag == tag(1, VARINT)) {
        version = reader.varint(end);
      } else if (tag == tag(2, VARINT)) {
        listCount = reader.varint(end);
      } else if (tag == tag(3, VARINT)) {
        documentCount = reader.varint(end);
      } else if (tag == tag(8, LENGTH_DELIMITED)) {
        description = text(reader.bytes(end, Integer.MAX_VALUE - 16, "the description"), "the description");
      } else {
        reader.skip(tag, end);
      }
    }
    if (version != 1) {
      throw reader.refusal(0, "not a CIFF file of version 1" + (version == 0 ? "" : ", but of version " + version));
    }
    lists = count(listCount, "lists of postings");
    documents = count(documentCount, "documents");
  }

  /** A count of the header, which the file is long enough for. */
  private int count(long value, String what) throws TseriniException {
    if (value < 0 || value > Math.min((reader.length() - reader.position()) / LEAST_RECORD, IndexWriter.MAX_DOCS)) {
      throw reader.refusal(0, "the header says " + value + " " + what + ", for which the file is too short");
    }
    return (int) value;
  }

  private void readList(int list, int[] lengths) throws IOException, TseriniException {
    long start = reader.position();
    long end = reader.endOfPart(reader.length());
    long first = reader.position();
    BytesRef term = new BytesRef();
    long df = 0;
    long cf = 0;
    int document = -1;
    int found = 0;
    long sum = 0;
    while (reader.position() < end) {
      long tag = reader.varint(end);
      if (tag == tag(1, LENGTH_DELIMITED)) {
        term = reader.bytes(end, IndexWriter.MAX_TERM_LENGTH, "a term");
      } else if (tag == tag(2, VARINT)) {
        df = reader.varint(end);
      } else if (tag == tag(3, VARINT)) {
        cf = reader.varint(end);
      } else if (tag == tag(4, LENGTH_DELIMITED)) {
        long at = reader.position();
        long[] posting = readPosting(end);
        document = next(document, posting[0], at);
        add(document, posting[1], lengths, at);
        sum += posting[1];
        found++;
      } else {
        reader.skip(tag, end);
      }
    }
    String named = "list " + list + " (" + quoted(term) + ")";
    if (term.length == 0) {
      throw reader.refusal(start, "list " + list + " of postings has no term");
    }
    text(term, "the term of list " + list);
    // Some programs leave both out.
    if ((df != 0 || cf != 0) && (df != found || cf != sum)) {
      throw reader.refusal(
          start, named + " says " + df + " documents of total weight " + cf + ", and has " + found + " of " + sum);
    }
    if (found == 0) {
      throw reader.refusal(start, named + " has no postings");
    }
    addList(list, term, first, found, sum);
  }

  private void addList(int list, BytesRef term, long first, int found, long sum) {
    terms.append(term);
    if (list == starts.length) {
      starts = ArrayUtil.grow(starts, list + 1);
      documentFrequencies = Arrays.copyOf(documentFrequencies, starts.length);
      totalFrequencies = Arrays.copyOf(totalFrequencies, starts.length);
    }
    starts[list] = first;
    documentFrequencies[list] = found;
    totalFrequencies[list] = sum;
  }

  private final long[] posting = new long[2];

  /** The gap of the document and the weight. */
  private long[] readPosting(long endOfList) throws IOException, TseriniException {
    CiffPostings.read(reader, endOfList, posting);
    return posting;
  }

  private int next(int document, long gap, long at) throws TseriniException {
    // The first gap is from 0, and may be 0.
    if (gap < 0 || gap == 0 && document >= 0) {
      throw reader.refusal(at, "a posting's docid is not above the one before it: its gap is " + gap);
    }
    long next = Math.max(document, 0) + gap;
    if (next >= documents) {
      throw reader.refusal(at, "a posting of document " + next + ", and the header says " + documents + " documents");
    }
    return (int) next;
  }

  private void add(int document, long weight, int[] lengths, long at) throws TseriniException {
    if (weight <= 0 || weight > Integer.MAX_VALUE) {
      throw reader.refusal(at, "a weight of " + weight + "; weights are whole numbers from 1 to 2147483647");
    }
    if (weight > Integer.MAX_VALUE - lengths[document]) {
      throw reader.refusal(at, "the weights of document " + document + " sum to more than Lucene's 2147483647");
    }
    lengths[document] += (int) weight;
    used.set(document);
  }

  private void readDocument(int document) throws IOException, TseriniException {
    long start = reader.position();
    long end = reader.endOfPart(reader.length());
    long number = 0;
    BytesRef docid = new BytesRef();
    while (reader.position() < end) {
      long tag = reader.varint(end);
      if (tag == tag(1, VARINT)) {
        number = reader.varint(end);
      } else if (tag == tag(2, LENGTH_DELIMITED)) {
        docid = reader.bytes(end, IndexWriter.MAX_TERM_LENGTH, "a docid");
      } else {
        reader.skip(tag, end);
      }
    }
    if (number != document) {
      throw reader.refusal(start, "the record of document " + number + " is where that of " + document + " belongs");
    }
    if (docid.length == 0) {
      throw reader.refusal(start, "document " + document + " has no docid");
    }
    text(docid, "the docid of document " + document);
    docids.append(docid);
  }

  private String text(BytesRef bytes, String what) throws TseriniException {
    try {
      return StandardCharsets.UTF_8.newDecoder()
          .decode(ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length)).toString();
    } catch (CharacterCodingException e) {
      throw reader.refusal(reader.position() - bytes.length, what + " is not UTF-8");
    }
  }

  private static String quoted(BytesRef term) {
    return '"' + new String(term.bytes, term.offset, term.length, StandardCharsets.UTF_8) + '"';
  }
}
