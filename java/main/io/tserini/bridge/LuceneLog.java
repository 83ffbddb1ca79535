package io.tserini.bridge;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What Lucene itself logs, to standard error. */
final class LuceneLog {
  /** Held because the logging system holds loggers, and their levels, by weak references. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  private LuceneLog() {}

  /**
   * Shows nothing below a severe error. Lucene advises to add the vector module, which is no faster for postings and
   * makes the JVM print a warning. To be called before a class of Lucene is loaded.
   */
  static void showSevere() {
    LUCENE.setLevel(Level.SEVERE);
  }
}
