package io.tserini.bridge;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/** Archives the classes that this JVM has loaded, so that the next one starts faster (JEP 350, JEP 483). */
public final class StartupArchive {
  private StartupArchive() {}

  /**
   * Writes a dynamic archive, by the command that {@code jcmd PID VM.cds dynamic_dump} calls.
   *
   * @return whether it was written: a Java may lack the command
   */
  public static boolean write(String path) {
    return command("vmCds", "dynamic_dump", '"' + path + '"') && Files.exists(Path.of(path));
  }

  /**
   * Writes what this JVM has recorded for an AOT cache to the file of its options, by {@code jcmd PID AOT.end_recording}.
   *
   * @return whether it did: a Java may lack the command
   */
  public static boolean endRecording() {
    return command("aotEndRecording");
  }

  private static boolean command(String name, String... arguments) {
    Object[] parameters = arguments.length == 0 ? new Object[0] : new Object[] {arguments};
    String[] signature = arguments.length == 0 ? new String[0] : new String[] {String[].class.getName()};
    // A command may print a line there, which would mix with results.
    PrintStream out = System.out;
    try (PrintStream none = new PrintStream(OutputStream.nullOutputStream())) {
      System.setOut(none);
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"), name, parameters, signature);
      return true;
    } catch (JMException | RuntimeException e) {
      return false;
    } finally {
      System.setOut(out);
    }
  }
}
