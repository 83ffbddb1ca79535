package io.tserini.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of a collection that one thread reads: some whole lines of a JSONL file, or the whole of a JSON file.
 *
 * @param number of the part, from 0, in the order in which its documents are written
 * @param file the file's path, for messages
 * @param firstLine the number in the file, counted from 1, of the first line
 * @param lines the number of each line, where they do not follow each other in the file; else null
 * @param bytes the lines, from {@code start} to {@code end}; null if {@code stream} is given
 * @param stream the whole file, uncompressed; null if {@code bytes} is given
 */
record Batch(
    int number, String file, long firstLine, int[] lines, byte[] bytes, int start, int end, InputStream stream) {

  static Batch ofLines(int number, String file, long firstLine, byte[] bytes, int start, int end) {
    return new Batch(number, file, firstLine, null, bytes, start, end, null);
  }

  static Batch ofStream(int number, String file, InputStream stream) {
    return new Batch(number, file, 1, null, null, 0, 0, stream);
  }

  JsonParser parser(JsonFactory factory) throws IOException {
    return bytes == null ? factory.createParser(stream) : factory.createParser(bytes, start, end - start);
  }

  /** The number in the file of a line of this batch, both counted from 1. */
  long lineInFile(int line) {
    return lines == null ? firstLine + line - 1 : lines[line - 1];
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

  /** The lines after the given one of this batch, counted from 1; null if there are none, or if this is a stream. */
  Batch after(int line) {
    if (bytes == null) {
      return null;
    }
    int position = start;
    for (int skipped = 0; skipped < line; skipped++) {
      position = LineEnds.next(bytes, position, end) + 1;
    }
    if (position >= end) {
      return null;
    }
    int[] rest = lines == null ? null : Arrays.copyOfRange(lines, line, lines.length);
    return new Batch(number, file, firstLine + line, rest, bytes, position, end, null);
  }
}
