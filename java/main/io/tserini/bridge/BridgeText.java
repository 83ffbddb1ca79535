package io.tserini.bridge;

/**
 * Strings for Node.js. java-bridge reads them as UTF-8, where JNI writes its modified form of it, and fails on a
 * character beyond the basic plane and on U+0000. So each half of a surrogate pair, and each U+0000, goes across as the
 * sign ␛ and four hexadecimal digits, and so does that sign. (In the other direction the TypeScript side sends bytes:
 * see {@code javaText} in jvm.ts.)
 */
public final class BridgeText {
  private static final char SIGN = '␛';

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

  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit) || unit == 0 || unit == SIGN) {
        escaped.append(SIGN).append(String.format("%04x", (int) unit));
      } else {
        escaped.append(unit);
      }
    }
    return escaped.toString();
  }
}
