package io.tserini.analysis;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A small UTF-8 file with one entry per line: stop words, or ids. */
public final class LineFile {
  private LineFile() {}

  /** @param what what the file is, for messages: "the file of stop words" */
  public static List<String> read(String path, String what) throws TseriniException {
    try {
      return Files.readAllLines(Path.of(path));
    } catch (NoSuchFileException e) {
      throw new TseriniException("NOT_FOUND", what + " was not found: " + path, e);
    } catch (CharacterCodingException e) {
      throw new TseriniException("INPUT", what + " is not UTF-8: " + path, e);
    } catch (IOException e) {
      throw new TseriniException("IO", what + " cannot be read: " + path, e);
    }
  }
}
