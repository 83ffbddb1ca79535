package io.tserini.read;

/** Strings as Python's {@code json.dumps} writes them: only printable ASCII is not escaped. */
final class PythonJson {
  private PythonJson() {}

  static void append(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      switch (unit) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (unit < ' ' || unit > '~') {
            escape(json, unit);
          } else {
            json.append(unit);
          }
        }
      }
    }
    json.append('"');
  }

  private static void escape(StringBuilder json, char unit) {
    json.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      json.append(Character.forDigit(unit >> shift & 0xf, 16));
    }
  }
}
