package io.tserini.index;

/** Lines as Java's and Python's readers have them: they end at a newline, a carriage return, or both. */
final class LineEnds {
  private LineEnds() {}

  /** The number of line ends. */
  static long count(byte[] bytes, int from, int to) {
    long count = 0;
    for (int i = from; i < to; i++) {
      if (isEnd(bytes, i, to)) {
        count++;
      }
    }
    return count;
  }

  /** The position behind the last line end, or {@code from}. At the very end, a return may miss its newline. */
  static int afterLast(byte[] bytes, int from, int to) {
    for (int i = to; i > from; i--) {
      if (isEnd(bytes, i - 1, to) && (bytes[i - 1] == '\n' || i < to)) {
        return i;
      }
    }
    return from;
  }

  /** Where the line that holds a position ends: the last byte of its line end, or {@code to}. */
  static int next(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !isEnd(bytes, at, to)) {
      at++;
    }
    return at;
  }

  /** Whether a line ends with the byte at a position. */
  static boolean isEnd(byte[] bytes, int at, int to) {
    return bytes[at] == '\n' || bytes[at] == '\r' && (at + 1 == to || bytes[at + 1] != '\n');
  }
}
