package io.tserini.bridge;

/** Texts as JavaScript sees them. */
public final class BridgeText {
  private BridgeText() {}

  /** How many UTF-16 units a text in UTF-8 has: what JavaScript cuts its strings by. */
  public static int utf16Length(byte[] utf8, int from, int to) {
    int units = 0;
    for (int i = from; i < to; i++) {
      int unit = utf8[i] & 0xff;
      // A byte that begins a character counts one unit, and two where the character takes four bytes.
      if ((unit & 0xc0) != 0x80) {
        units += unit >= 0xf0 ? 2 : 1;
      }
    }
    return units;
  }
}
