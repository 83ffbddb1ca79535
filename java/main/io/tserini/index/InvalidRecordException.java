package io.tserini.index;

import java.util.regex.Pattern;

/** Why one record of a collection cannot be indexed. */
public final class InvalidRecordException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  /**
   * @param reason may hold what stands in the record: control characters, of which one ends a line, are escaped
   */
  InvalidRecordException(String reason) {
    super(CONTROL.matcher(reason).replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0))));
  }
}
