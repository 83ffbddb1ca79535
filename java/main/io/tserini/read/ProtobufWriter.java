package io.tserini.read;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/**
 * Collects the fields of a small protobuf message (Protocol Buffers Encoding, https://protobuf.dev/programming-guides/encoding/).
 * As in proto3, a field with its default value, 0 or an empty text, is left out.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private byte[] bytes = new byte[256];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  ProtobufWriter number(int field, long value) {
    return value == 0 ? this : varint(tag(field, VARINT)).varint(value);
  }

  ProtobufWriter float64(int field, double value) {
    if (value != 0) {
      varint(tag(field, FIXED_64));
      long bits = Double.doubleToLongBits(value);
      for (int i = 0; i < Long.BYTES; i++) {
        add((byte) (bits >>> (8 * i)));
      }
    }
    return this;
  }

  ProtobufWriter text(int field, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return text(field, new BytesRef(text));
  }

  ProtobufWriter text(int field, BytesRef value) {
    if (value.length > 0) {
      varint(tag(field, LENGTH_DELIMITED)).varint(value.length);
      for (int i = 0; i < value.length; i++) {
        add(value.bytes[value.offset + i]);
      }
    }
    return this;
  }

  /** The head of an embedded message; its fields follow. */
  ProtobufWriter message(int field, int length) {
    return varint(tag(field, LENGTH_DELIMITED)).varint(length);
  }

  ProtobufWriter varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      add((byte) (rest & 0x7f | 0x80));
    }
    add((byte) rest);
    return this;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /** The bytes that {@link #number} takes. */
  static int sizeOfNumber(int field, long value) {
    return value == 0 ? 0 : sizeOfVarint(tag(field, VARINT)) + sizeOfVarint(value);
  }

  static int sizeOfVarint(long value) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return (bits + 6) / 7;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  private void add(byte value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
    }
    bytes[size++] = value;
  }
}
