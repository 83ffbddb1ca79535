package io.tserini.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes, which arrive piece by piece, are text in UTF-8 (Unicode, table 3-7). A zero byte is in no text; in
 * UTF-16 and UTF-32, each ASCII character has some.
 */
final class Utf8Check {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long SIGNS = 0x8080808080808080L;

  /** How many bytes of the character under way are to come, and the range of the next one. */
  private int open;
  private int least;
  private int most;

  /**
   * @return the position of the first byte that cannot be, or -1
   */
  int firstInvalid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (open == 0) {
        // Eight bytes of ASCII at a time, none of them zero.
        while (i <= to - Long.BYTES) {
          long eight = (long) LONGS.get(bytes, i);
          if (((eight | (eight - ONES)) & SIGNS) != 0) {
            break;
          }
          i += Long.BYTES;
        }
        if (i == to) {
          break;
        }
      }
      if (!accept(bytes[i] & 0xff)) {
        return i;
      }
      i++;
    }
    return -1;
  }

  /** Whether no character is under way. */
  boolean isComplete() {
    return open == 0;
  }

  private boolean accept(int unit) {
    if (open > 0) {
      if (unit < least || unit > most) {
        return false;
      }
      begin(open - 1, 0x80, 0xbf);
      return true;
    }
    if (unit < 0x80) {
      return unit != 0;
    }
    switch (unit) {
      case 0xe0 -> begin(2, 0xa0, 0xbf);
      case 0xed -> begin(2, 0x80, 0x9f);
      case 0xf0 -> begin(3, 0x90, 0xbf);
      case 0xf4 -> begin(3, 0x80, 0x8f);
      default -> begin(unit < 0xe0 ? 1 : unit < 0xf0 ? 2 : 3, 0x80, 0xbf);
    }
    return unit >= 0xc2 && unit <= 0xf4;
  }

  private void begin(int count, int first, int last) {
    open = count;
    least = first;
    most = last;
  }
}
