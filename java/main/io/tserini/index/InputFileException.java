package io.tserini.index;

import io.tserini.bridge.TseriniException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.zip.ZipException;

/**
 * A file of a collection that cannot be read. A separate type, because the same exceptions of the file system, when
 * they come from an index, mean that the index is damaged.
 */
final class InputFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;

  InputFileException(String path, IOException cause) {
    super(reason(cause) + ": " + path, cause);
    this.code = isDamage(cause) ? "INPUT" : "IO";
  }

  private InputFileException(String message) {
    super(message);
    this.code = "INPUT";
  }

  static InputFileException notUtf8(String path, long line) {
    return new InputFileException(path + ":" + line + ": not UTF-8; iconv, for example, converts such a file");
  }

  TseriniException forUser() {
    return new TseriniException(code, getMessage(), this);
  }

  private static boolean isDamage(IOException e) {
    return e instanceof ZipException || e instanceof EOFException;
  }

  private static String reason(IOException e) {
    if (isDamage(e)) {
      return "damaged gzip file (" + e.getMessage() + ")";
    }
    return e instanceof AccessDeniedException ? "no permission" : "cannot be read (" + e + ")";
  }
}
