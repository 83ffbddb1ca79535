package io.tserini.index;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/**
 * Puts the lines of a small file in the order of their lengths. Documents with many terms beside each other make the
 * gaps of postings small: NFCorpus's SPLADE-v3 index takes 0.8 % less than in the order of the file.
 */
final class LongestFirst {
  private record Line(int number, int start, int end) {
    int length() {
      return end - start;
    }
  }

  private LongestFirst() {}

  /**
   * Adds the lines as batches, the longest first.
   *
   * @param first the number of the first batch
   * @param batchBytes how many bytes a batch has, or a line more
   * @return false, with none added, unless each line is an object of its own: records may take several lines
   */
  static boolean addBatches(Queue<Batch> batches, int first, String file, byte[] bytes, int batchBytes) {
    List<Line> lines = objects(bytes);
    if (lines == null) {
      return false;
    }
    lines.sort(Comparator.comparingInt(Line::length).reversed());
    for (int from = 0, number = first; from < lines.size(); number++) {
      ByteArrayOutputStream some = new ByteArrayOutputStream(batchBytes);
      int to = from;
      while (to < lines.size() && some.size() < batchBytes) {
        Line line = lines.get(to++);
        some.write(bytes, line.start, line.length());
        some.write('\n');
      }
      int[] numbers = lines.subList(from, to).stream().mapToInt(Line::number).toArray();
      byte[] part = some.toByteArray();
      batches.add(new Batch(number, file, numbers[0], numbers, part, 0, part.length, null));
      from = to;
    }
    return true;
  }

  /** The lines that are not blank, without white space around them; null unless each looks like an object. */
  private static List<Line> objects(byte[] bytes) {
    List<Line> lines = new ArrayList<>();
    for (int at = 0, number = 1; at < bytes.length; number++) {
      int end = LineEnds.next(bytes, at, bytes.length);
      int start = at;
      at = end + 1;
      while (start < end && bytes[start] <= ' ' && bytes[start] >= 0) {
        start++;
      }
      while (end > start && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
        end--;
      }
      if (start == end) {
        continue;
      }
      if (bytes[start] != '{' || bytes[end - 1] != '}') {
        return null;
      }
      lines.add(new Line(number, start, end));
    }
    return lines;
  }
}
