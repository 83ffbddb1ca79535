package io.tserini.bridge;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How the result of a call goes to Node.js, little-endian: {@code int32 call, int32 kind, int32 length}, and as many
 * bytes. By kind these are:
 *
 * <ul>
 *   <li>nothing, for null
 *   <li>a byte array
 *   <li>several byte arrays: {@code int32 n, int32 lengths[n]}, and the bytes of each
 *   <li>numbers as float64: one, or any number of them
 *   <li>a text in UTF-8
 *   <li>nothing, for an object that Node takes by {@link Calls#take}
 *   <li>an error: {@code text code, text message, text stack trace} of a {@link ByteWriter}
 *   <li>nothing, for an error where the memory did not suffice for its text
 *   <li>of no call: the number of a {@link BackgroundThread}
 * </ul>
 */
final class CallResult {
  static final int HEADER_BYTES = 12;

  private static final int NULL = 0;
  private static final int BYTES = 1;
  private static final int ARRAYS = 2;
  private static final int NUMBER = 3;
  private static final int NUMBERS = 4;
  private static final int TEXT = 5;
  private static final int OBJECT = 6;
  private static final int ERROR = 7;
  private static final int NO_MEMORY = 8;
  private static final int BACKGROUND_THREAD = 9;

  private static final byte[][] NOTHING = {};

  private final int call;
  private int kind = NULL;
  private byte[][] parts = NOTHING;
  /** The result that is to be sent after this one. */
  CallResult next;

  CallResult(int call) {
    this.call = call;
  }

  static CallResult ofBackgroundThread(int thread) {
    CallResult message = new CallResult(0);
    message.become(BACKGROUND_THREAD, numbers(1).putDouble(thread).array());
    return message;
  }

  /** @return false for an object of another class */
  boolean set(Object value) {
    if (value == null) {
      become(NULL);
    } else if (value instanceof byte[] bytes) {
      become(BYTES, bytes);
    } else if (value instanceof byte[][] arrays) {
      setArrays(arrays);
    } else if (value instanceof Number number) {
      become(NUMBER, numbers(1).putDouble(number.doubleValue()).array());
    } else if (value instanceof long[] numbers) {
      ByteBuffer bytes = numbers(numbers.length);
      for (long number : numbers) {
        bytes.putDouble(number);
      }
      become(NUMBERS, bytes.array());
    } else if (value instanceof String text) {
      become(TEXT, text.getBytes(StandardCharsets.UTF_8));
    } else {
      return false;
    }
    return true;
  }

  void setObject() {
    become(OBJECT);
  }

  private void setArrays(byte[][] arrays) {
    ByteWriter lengths = new ByteWriter().int32(arrays.length);
    byte[][] all = new byte[arrays.length + 1][];
    for (int i = 0; i < arrays.length; i++) {
      lengths.int32(arrays[i].length);
      all[i + 1] = arrays[i];
    }
    all[0] = lengths.toBytes();
    become(ARRAYS, all);
  }

  private static ByteBuffer numbers(int count) {
    return ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  void fail(Throwable error) {
    try {
      become(ERROR, describe(error));
    } catch (OutOfMemoryError e) {
      become(NO_MEMORY);
    }
  }

  private static byte[] describe(Throwable error) {
    ByteWriter text = new ByteWriter();
    if (error instanceof TseriniException known) {
      text.text(known.code()).text(known.text());
    } else if (isOutOfMemory(error)) {
      text.text("MEMORY").text("");
    } else {
      text.text("INTERNAL").text(firstCause(error).toString());
    }
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    return text.text(trace.toString()).toBytes();
  }

  private static Throwable firstCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isOutOfMemory(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private void become(int kind, byte[]... parts) {
    this.kind = kind;
    this.parts = parts;
  }

  /** @param header takes the first 12 bytes */
  void writeHeader(ByteBuffer header) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    header.putInt(call).putInt(kind).putInt(length);
  }

  byte[][] parts() {
    return parts;
  }
}
