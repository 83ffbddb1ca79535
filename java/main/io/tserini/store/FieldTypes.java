package io.tserini.store;

import java.util.LinkedHashMap;
import java.util.Map;

/** The types of fields that filters compare. The index's record has those of its fields. */
public final class FieldTypes {
  public static final String KEYWORD = "keyword";
  public static final String NUMBER = "number";
  public static final String DATE = "date";

  /** The name of a document's id in filters: a keyword that every document has. */
  public static final String DOCID = "docid";

  private FieldTypes() {}

  /** Reads lines of {@code type name}. */
  public static Map<String, String> parse(String lines) {
    Map<String, String> types = new LinkedHashMap<>();
    lines.lines().forEach(line -> {
      int end = line.indexOf(' ');
      types.put(line.substring(end + 1), line.substring(0, end));
    });
    return types;
  }

  /** A name as a word of a fact, which JavaScript's decodeURIComponent reads. */
  static String encode(String name) {
    StringBuilder word = new StringBuilder();
    name.codePoints().forEach(character -> {
      if (character <= ' ' || character == '%' || character == ':') {
        word.append(String.format("%%%02X", character));
      } else {
        word.appendCodePoint(character);
      }
    });
    return word.toString();
  }
}
