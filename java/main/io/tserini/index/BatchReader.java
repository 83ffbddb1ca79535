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
 * Cuts the files of a collection into batches: a {@code .jsonl} file into about {@value #BATCH_BYTES} bytes of whole
 * lines each, while a {@code .json} file (an object or an array) is one batch. Either may end in {@code .gz}.
 * Thread-safe: threads take turns.
 */
final class BatchReader implements Closeable {
  private static final int BATCH_BYTES = 1 << 18;
  private static final int BUFFER_BYTES = 1 << 16;
  /** The longest Java array; a longer line is not a document. */
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
   * @param bytesRead counts the bytes read from the disk; of compressed files, compressed bytes
   */
  BatchReader(String[] files, boolean keepBytes, AtomicLong bytesRead) {
    this.files = files;
    this.keepBytes = keepBytes;
    this.bytesRead = bytesRead;
  }

  /** The next batch, or null at the end of the last file. */
  synchronized Batch next() throws InputFileException {
    try {
      while (true) {
        Batch batch = lines == null ? null : nextLines();
        if (batch != null) {
          return batch;
        }
        close();
        if (nextFile == files.length) {
          return null;
        }
        file = files[nextFile++];
        InputStream stream = open(file);
        if (!file.endsWith(".json") && !file.endsWith(".json.gz")) {
          lines = stream;
          line = 1;
        } else if (keepBytes) {
          return wholeFile(stream);
        } else {
          return Batch.ofStream(file, stream);
        }
      }
    } catch (IOException e) {
      throw new InputFileException(file, e);
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
      filled += lines.readNBytes(buffer, filled, buffer.length - filled);
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
        throw new IOException("line " + line + " is longer than 2 GB");
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
    InputStream counted = new FilterInputStream(Files.newInputStream(Path.of(path))) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        bytesRead.addAndGet(Math.max(read, 0));
        return read;
      }
    };
    // Reads whole buffers only, so that the method above counts every byte.
    InputStream buffered = new BufferedInputStream(counted, BUFFER_BYTES);
    try {
      return path.endsWith(".gz") ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
    } catch (IOException e) {
      buffered.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (lines != null) {
      lines.close();
      lines = null;
    }
  }
}
