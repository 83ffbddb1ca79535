package io.tserini.ciff;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;

/**
 * Reads the fields of protobuf messages (https://protobuf.dev/programming-guides/encoding/) from a file, each up to its
 * message's end. Whatever is not a field is refused, with its place in the file. For one thread.
 */
final class ProtobufReader {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final IndexInput in;
  private final String file;
  private long position;

  /** @param file its name, for messages */
  ProtobufReader(IndexInput in, String file) {
    this.in = in;
    this.file = file;
  }

  static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  long position() {
    return position;
  }

  long length() {
    return in.length();
  }

  void seek(long to) throws IOException {
    in.seek(to);
    position = to;
  }

  /** Reads the length of the part that follows and returns its end. */
  long endOfPart(long end) throws IOException, TseriniException {
    long start = position;
    long length = varint(end);
    if (length < 0 || length > end - position) {
      throw refusal(start, end == in.length() ? "the file is cut off" : "a field is longer than its message");
    }
    return position + length;
  }

  /** An unsigned number of up to 64 bits; a negative one is read as such. */
  long varint(long end) throws IOException, TseriniException {
    long start = position;
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position >= end) {
        throw refusal(start, end == in.length() ? "the file is cut off" : "a message ends within a number");
      }
      byte next = in.readByte();
      position++;
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw refusal(start, "not a number of a protobuf message");
  }

  BytesRef bytes(long end, int longest, String what) throws IOException, TseriniException {
    long start = position;
    long stop = endOfPart(end);
    if (stop - position > longest) {
      throw refusal(start, what + " is longer than Lucene's " + longest + " bytes");
    }
    byte[] bytes = new byte[(int) (stop - position)];
    in.readBytes(bytes, 0, bytes.length);
    position = stop;
    return new BytesRef(bytes);
  }

  /** Passes over a field whose tag was read. */
  void skip(long tag, long end) throws IOException, TseriniException {
    long start = position;
    switch ((int) (tag & 7)) {
      case VARINT -> varint(end);
      case FIXED_64 -> skipBytes(Long.BYTES, end);
      case FIXED_32 -> skipBytes(Integer.BYTES, end);
      case LENGTH_DELIMITED -> seek(endOfPart(end));
      default -> throw refusal(start, "not a field of a protobuf message");
    }
  }

  private void skipBytes(int count, long end) throws IOException, TseriniException {
    if (count > end - position) {
      throw refusal(position, "a message ends within a field");
    }
    seek(position + count);
  }

  TseriniException refusal(long at, String reason) {
    return new TseriniException("INPUT", file + ": byte " + at + ": " + reason);
  }
}
