package io.tserini.read;

import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;
import org.apache.lucene.util.IOUtils;

/** Writes what an index holds to one file, which appears under its name only once it is complete. */
public abstract class FileExport {
  private final String path;
  private volatile long written;
  private volatile boolean cancelled;

  /** @param path the index's folder, for messages */
  FileExport(String path) {
    this.path = path;
  }

  /** Entries, documents or terms, written so far. */
  public final long written() {
    return written;
  }

  /** Starts {@link #run}. */
  public final int startRun(String file) {
    return Calls.startLong(() -> run(file));
  }

  /** Makes {@link #run} fail with INTERRUPTED, soon, and leave no file. */
  public final void cancel() {
    cancelled = true;
  }

  /**
   * Writes the file, compressed if its name ends in {@code .gz}.
   *
   * @throws TseriniException INDEX if the index lacks something that the file needs
   */
  public final void run(String file) throws TseriniException {
    Path target = Path.of(file);
    Path temporary = Path.of(file + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (OutputStream out = open(temporary, file.endsWith(".gz"))) {
        write(out);
      }
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      throw new TseriniException("IO", "cannot write " + file + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, isFullDisk(e) ? file : path);
    } finally {
      IOUtils.deleteFilesIgnoringExceptions(temporary);
    }
  }

  /** Writes all entries; calls {@link #check} between them. */
  abstract void write(OutputStream out) throws IOException, TseriniException;

  /** The index's folder, for messages. */
  final String path() {
    return path;
  }

  /** Only the thread that writes calls it. */
  final void countWritten() {
    written++;
  }

  final void check() throws TseriniException {
    if (cancelled) {
      throw new TseriniException("INTERRUPTED", "writing was stopped; no file was written");
    }
  }

  private static boolean isFullDisk(Exception e) {
    return String.valueOf(e.getMessage()).contains("No space left");
  }

  private static OutputStream open(Path file, boolean compressed) throws IOException {
    OutputStream stream = Files.newOutputStream(file);
    return new BufferedOutputStream(compressed ? new GZIPOutputStream(stream, 1 << 16) : stream, 1 << 16);
  }
}
