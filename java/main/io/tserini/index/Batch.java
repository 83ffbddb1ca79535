package io.tserini.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A part of a collection that one thread reads: some whole lines of a JSONL file, or the whole of a JSON file.
 *
 * @param number of the part in the collection, from 0
 * @param file the file's path, for messages
 * @param firstLine the number of the first line, counted from 1
 * @param bytes the lines, from {@code start} to {@code end}; null if {@code stream} is given
 * @param stream the whole file, uncompressed; null if {@code bytes} is given
 */
record Batch(int number, String file, long firstLine, byte[] bytes, int start, int end, InputStream stream) {

  static Batch ofLines(int number, String file, long firstLine, byte[] bytes, int start, int end) {
    return new Batch(number, file, firstLine, bytes, start, end, null);
  }

  static Batch ofStream(int number, String file, InputStream stream) {
    return new Batch(number, file, 1, null, 0, 0, stream);
  }

  JsonParser parser(JsonFactory factory) throws IOException {
    return bytes == null ? factory.createParser(stream) : factory.createParser(bytes, start, end - start);
  }

  /** The record that ends before {@code to} and starts, at the earliest, at {@code from}, unchanged. */
  String text(long from, long to) {
    int first = start + (int) from;
    int last = start + (int) to;
    while (first < last && bytes[first] != '{') {
      first++;
    }
    return new String(bytes, first, last - first, StandardCharsets.UTF_8);
  }

  /** The lines after the given one; null if there are none, or if this is a stream. */
  Batch after(long line) {
    if (bytes == null) {
      return null;
    }
    int position = start;
    for (long current = firstLine; current <= line; current++) {
      while (position < end && !LineEnds.isEnd(bytes, position, end)) {
        position++;
      }
      position++;
    }
    return position < end ? ofLines(number, file, line + 1, bytes, position, end) : null;
  }
}
