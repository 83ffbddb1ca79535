package io.tserini.bridge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * Collects a result for the TypeScript side's {@code ByteReader}: little-endian numbers, and texts as an int32 length
 * before their UTF-8 bytes. One byte array crosses the bridge in one call, whatever it contains.
 */
public final class ByteWriter {
  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  public ByteWriter int32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  public ByteWriter int64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  public ByteWriter float32(float value) {
    room(Float.BYTES).putFloat(value);
    return this;
  }

  public ByteWriter text(BytesRef value) {
    int32(value.length);
    room(value.length).put(value.bytes, value.offset, value.length);
    return this;
  }

  public ByteWriter text(String value) {
    return text(new BytesRef(value));
  }

  /** Bytes that another writer collected. */
  public ByteWriter raw(byte[] value) {
    return raw(value, 0, value.length);
  }

  public ByteWriter raw(byte[] value, int from, int length) {
    room(length).put(value, from, length);
    return this;
  }

  public byte[] toBytes() {
    return ArrayUtil.copyOfSubArray(bytes.array(), 0, bytes.position());
  }

  public int size() {
    return bytes.position();
  }

  private ByteBuffer room(int wanted) {
    if (bytes.remaining() < wanted) {
      int size = bytes.position();
      byte[] grown = ArrayUtil.grow(bytes.array(), Math.addExact(size, wanted));
      bytes = ByteBuffer.wrap(grown).order(ByteOrder.LITTLE_ENDIAN).position(size);
    }
    return bytes;
  }
}
