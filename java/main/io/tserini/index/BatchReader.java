package io.tserini.index;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * Cuts the files of a collection into batches. A {@code .jsonl} file gives batches of about
 * {@value #BATCH_BYTES} bytes of whole lines, a {@code .json} file (an object or an array) gives one.
 * Either may end in {@code .gz}.
 */
public final class BatchReader implements Closeable {
  private static final int BATCH_BYTES = 1 << 18;
  /** A Java array holds no more; a line that long is no document. */
  private static final int MAX_LINE_BYTES = Integer.MAX_VALUE - 16;

  private final String[] files;
  private final boolean keepBytes;
  private final AtomicLong bytesRead;
  private int nextFile;
  private InputStream lines;
  private String file;
  private long line;
  private byte[] rest = new byte[0];

  /**
   * @param keepBytes whether each batch must give access to its text, which a stream does not
   * @param bytesRead counts the bytes taken from the disk, compressed ones as they are
   */
  BatchReader(String[] files, boolean keepBytes, AtomicLong bytesRead) {
    this.files = files;
    this.keepBytes = keepBytes;
    this.bytesRead = bytesRead;
  }

  /** The next batch, or null at the end of the last file. */
  Batch next() throws IOException {
    while (true) {
      if (lines != null) {
        Batch batch = nextLines();
        if (batch != null) {
          return batch;
        }
        lines.close();
        lines = null;
      }
      if (nextFile == files.length) {
        return null;
      }
      file = files[nextFile++];
      String name = file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
      InputStream stream = open(file);
      if (name.endsWith(".json")) {
        return keepBytes ? wholeFile(stream) : Batch.ofStream(file, stream);
      }
      lines = stream;
      line = 1;
    }
  }

  private Batch wholeFile(InputStream stream) throws IOException {
    try (stream) {
      byte[] bytes = stream.readAllBytes();
      return Batch.ofLines(file, 1, bytes, 0, bytes.length);
    }
  }

  private Batch nextLines() throws IOException {
    byte[] buffer = Arrays.copyOf(rest, Math.max(BATCH_BYTES, rest.length * 2));
    int filled = rest.length;
    int searched = 0;
    while (true) {
      int read = lines.readNBytes(buffer, filled, buffer.length - filled);
      filled += read;
      boolean atEnd = filled < buffer.length;
      int end = atEnd ? filled : afterLastNewline(buffer, searched, filled);
      if (end > 0) {
        rest = Arrays.copyOfRange(buffer, end, filled);
        long first = line;
        line += newlines(buffer, end);
        return Batch.ofLines(file, first, buffer, 0, end);
      }
      if (atEnd) {
        rest = new byte[0];
        return null;
      }
      if (buffer.length == MAX_LINE_BYTES) {
        throw new IOException("line " + line + " of " + file + " is longer than 2 GB");
      }
      searched = filled;
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, MAX_LINE_BYTES));
    }
  }

  private static int afterLastNewline(byte[] bytes, int from, int to) {
    for (int i = to; i > from; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return 0;
  }

  private static long newlines(byte[] bytes, int end) {
    long count = 0;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  private InputStream open(String path) throws IOException {
    InputStream stored;
    try {
      stored = Files.newInputStream(Path.of(path));
    } catch (IOException e) {
      throw new InputFileException(path, e);
    }
    InputStream counted =
        new FilterInputStream(stored) {
          @Override
          public int read() throws IOException {
            int b = super.read();
            bytesRead.addAndGet(b < 0 ? 0 : 1);
            return b;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            bytesRead.addAndGet(Math.max(n, 0));
            return n;
          }
        };
    return new NamedInput(path, new BufferedInputStream(counted, 1 << 16));
  }

  /** Says which file it was that could not be read. */
  private static final class NamedInput extends FilterInputStream {
    private final String path;

    NamedInput(String path, InputStream stored) throws InputFileException {
      super(unpacked(path, stored));
      this.path = path;
    }

    private static InputStream unpacked(String path, InputStream stored) throws InputFileException {
      try {
        return path.endsWith(".gz") ? new GZIPInputStream(stored, 1 << 16) : stored;
      } catch (IOException e) {
        throw new InputFileException(path, e);
      }
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw new InputFileException(path, e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException e) {
        throw new InputFileException(path, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
