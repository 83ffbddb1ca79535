package io.tserini.index;

import java.util.regex.Pattern;

/** Why one record of a collection cannot be indexed. */
final class InvalidRecordException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  /** @param reason may quote the record: control characters, such as a line break, are escaped */
  InvalidRecordException(String reason) {
    super(CONTROL.matcher(reason).replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0))));
  }
}
