package io.tserini.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A thread whose work can wait a little for that of searches: on Linux, where threads have priorities of their own, Node
 * lowers that of this one. (Java itself can do so only in a JVM that is started with other rules for all its threads.)
 */
public final class BackgroundThread extends Thread {
  private static final Path SELF = Path.of("/proc/thread-self");

  public BackgroundThread(Runnable work, String name) {
    super(work, name);
    setDaemon(true);
  }

  @Override
  public void run() {
    yieldToSearches();
    super.run();
  }

  /** Lowers the priority of this thread, for good. */
  public static void yieldToSearches() {
    if (!Files.isSymbolicLink(SELF)) {
      return;
    }
    try {
      // `1234/task/5678`: the process and the thread, as Linux numbers them.
      Calls.sendBackgroundThread(Integer.parseInt(Files.readSymbolicLink(SELF).getFileName().toString()));
    } catch (IOException | NumberFormatException e) {
      // It keeps its priority.
    }
  }
}
