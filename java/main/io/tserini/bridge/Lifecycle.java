package io.tserini.bridge;

/** The end of the JVM, and with it of the process. */
public final class Lifecycle {
  private Lifecycle() {}

  /** Ends the process as Java does it: a start-up cache that was asked for is written on the way. */
  public static void exit() {
    System.exit(0);
  }
}
