package io.tserini;

/** Why one record of a collection cannot be indexed. */
final class InvalidRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidRecordException(String reason) {
    super(reason);
  }
}
