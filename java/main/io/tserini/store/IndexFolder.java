package io.tserini.store;

import io.tserini.bridge.TseriniException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.Version;

/** Opens and prepares the folder of an index, and explains failures. */
public final class IndexFolder {
  /** What Lucene itself writes: a commit, its pending form, a lock, the files of a segment. */
  private static final Pattern LUCENE_FILE =
      Pattern.compile("segments_.*|pending_segments_.*|write\\.lock|_[0-9a-z]+([_.].*)?");

  private static final String NEWER_LUCENE = "this index was written by a newer Lucene than " + Version.LATEST;

  private static final Pattern DESCRIBED_PATH = Pattern.compile("path=\"(.*?)\"");

  private IndexFolder() {}

  public static DirectoryReader openReader(String path) throws TseriniException {
    try {
      return DirectoryReader.open(FSDirectory.open(Path.of(path)));
    } catch (IOException | RuntimeException e) {
      throw explain(e, path);
    }
  }

  /**
   * Makes sure that writing an index to this folder harms nothing else: it is absent, empty, or holds Lucene's files
   * only.
   *
   * @return whether the folder was made by this call
   */
  public static boolean prepare(String path) throws TseriniException {
    Path folder = Path.of(path);
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        return true;
      }
      if (!Files.isDirectory(folder)) {
        throw new TseriniException("INDEX", "the index path is a file, not a folder: " + path);
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (!LUCENE_FILE.matcher(name).matches()) {
            throw new TseriniException(
                "INDEX", "the folder " + path + " holds other files than an index (" + name
                    + "); choose an empty or new folder");
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw explain(e, path);
    }
  }

  /**
   * Deletes a folder that {@link #prepare} made, with what a failed indexing left in it. If another process is writing
   * to it or has finished an index, it stays.
   */
  public static void remove(String path) throws IOException {
    Path folder = Path.of(path);
    try (FSDirectory directory = FSDirectory.open(folder);
        Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME);
        DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      lock.ensureValid();
      if (DirectoryReader.indexExists(directory)) {
        return;
      }
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
    Files.delete(folder);
  }

  private static TseriniException damaged(String reason, String where, Throwable e) {
    return new TseriniException(
        "INDEX", "the index is damaged (" + reason + "); build it again: " + filePath(where), e);
  }

  /** The path in Lucene's description of an input, {@code …Input(path="…")}, if it has one. */
  static String filePath(String description) {
    Matcher path = DESCRIBED_PATH.matcher(description);
    return path.find() ? path.group(1) : description;
  }

  /**
   * Explains to the user what Lucene or the file system threw; an exception that neither throws on purpose, or an
   * error, is INTERNAL.
   */
  public static TseriniException explain(Throwable e, String path) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case OutOfMemoryError full ->
          new TseriniException("MEMORY", "the Java heap is full: raise it with TSERINI_JVM_OPTS=-Xmx4g", e);
      case IndexNotFoundException none -> new TseriniException("INDEX", "not a Lucene index: " + path, e);
      case LockObtainFailedException locked ->
          new TseriniException("INDEX", "another process or object is writing to this index: " + path, e);
      case IndexFormatTooNewException newer -> new TseriniException("INDEX", NEWER_LUCENE + ": " + path, e);
      case IndexFormatTooOldException older ->
          new TseriniException("INDEX", "this index was written by a Lucene older than 9; build it again: " + path, e);
      case Exception wrapper when isWrapper(wrapper) -> explain(wrapper.getCause(), path);
      // Lucene wraps an exception of one file into a complaint about the whole folder.
      case CorruptIndexException corrupt when corrupt.getCause() instanceof IOException cause -> explain(cause, path);
      case CorruptIndexException corrupt ->
          damaged(corrupt.getOriginalMessage(), corrupt.getResourceDescription(), e);
      case EOFException truncated -> damaged("a file is truncated", message, e);
      case NoSuchFileException missing ->
          new TseriniException("INDEX", "the index lacks a file; build it again: " + missing.getFile(), e);
      case AccessDeniedException denied -> new TseriniException("IO", "no permission: " + denied.getFile(), e);
      case Throwable full when message.contains("No space left on device") ->
          new TseriniException("IO", "no space left on the disk for the index: " + path, e);
      // SPI look-up: the commit names a codec that this Lucene does not have.
      case IllegalArgumentException unknown when message.contains("codec") ->
          new TseriniException("INDEX", NEWER_LUCENE + " or with a custom codec: " + path, e);
      case IOException other ->
          new TseriniException("IO", e.getClass().getSimpleName() + ": " + message + " (" + path + ")", e);
      default -> new TseriniException("INTERNAL", e + " (" + path + ")", e);
    };
  }

  /** Whether the cause says what went wrong: what closed the writer, often on another thread, or failed a merge. */
  private static boolean isWrapper(Throwable e) {
    return e.getCause() != null
        && (e instanceof IllegalStateException
            || e instanceof UncheckedIOException
            || e instanceof IOException && String.valueOf(e.getMessage()).startsWith("background merge"));
  }
}
