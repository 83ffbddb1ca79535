package io.tserini.bridge;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/** Archives the classes that this JVM has loaded, so that the next one starts faster (JEP 350). */
public final class StartupArchive {
  private StartupArchive() {}

  /**
   * Writes the archive, by the command that {@code jcmd PID VM.cds dynamic_dump} calls.
   *
   * @return whether it was written: a Java may lack the command
   */
  public static boolean write(String path) {
    Object[] arguments = {new String[] {"dynamic_dump", '"' + path + '"'}};
    String[] signature = {String[].class.getName()};
    // The command prints a line there, which would mix with results.
    PrintStream out = System.out;
    try (PrintStream none = new PrintStream(OutputStream.nullOutputStream())) {
      System.setOut(none);
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "vmCds",
              arguments,
              signature);
      return Files.exists(Path.of(path));
    } catch (JMException | RuntimeException e) {
      return false;
    } finally {
      System.setOut(out);
    }
  }
}
