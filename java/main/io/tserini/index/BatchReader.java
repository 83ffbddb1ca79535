package io.tserini.index;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Cuts the files of a collection into batches: a {@code .jsonl} file into about {@value #BATCH_BYTES} bytes of whole
 * lines each, while a {@code .json} file (an object or an array) is one batch. Either may be gzipped, and have a byte
 * order mark. The file {@value #STANDARD_INPUT} is standard input, with lines. Whatever is not UTF-8 is refused. Where
 * files are to be ordered, the lines of each are as {@link LongestFirst} has them. Thread-safe: threads take turns.
 */
final class BatchReader implements BatchSource {
  private static final String STANDARD_INPUT = "-";
  private static final int BATCH_BYTES = 1 << 18;
  private static final int BUFFER_BYTES = 1 << 16;
  /** A file of more bytes, uncompressed, keeps its order. */
  static final int MAX_ORDERED_BYTES = 1 << 25;
  /** The longest Java array; a longer line is not a document. */
  private static final int MAX_LINE_BYTES = Integer.MAX_VALUE - 16;

  private final String[] files;
  private final boolean keepBytes;
  private final boolean ordered;
  private final AtomicLong bytesRead;
  private final Queue<Batch> ready = new ArrayDeque<>();
  private int nextFile;
  private int batches;
  private InputStream lines;
  private Utf8Check check;
  private String file;
  private long line;
  private byte[] rest = new byte[0];

  /**
   * @param keepBytes whether each batch must give access to its text, which a stream does not
   * @param ordered whether the lines of each file are to be ordered
   * @param bytesRead counts the bytes read from the disk; of compressed files, compressed bytes
   */
  BatchReader(String[] files, boolean keepBytes, boolean ordered, AtomicLong bytesRead) {
    this.files = files;
    this.keepBytes = keepBytes;
    this.ordered = ordered;
    this.bytesRead = bytesRead;
  }

  @Override
  public synchronized Batch next() throws InputFileException {
    try {
      while (true) {
        Batch batch = ready.poll();
        if (batch == null && lines != null) {
          batch = nextLines();
        }
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
          check = new Utf8Check();
          line = 1;
          if (ordered) {
            orderLines();
          }
        } else if (keepBytes) {
          return wholeFile(stream);
        } else {
          return Batch.ofStream(batches++, file, new CheckedStream(file, stream));
        }
      }
    } catch (InputFileException e) {
      throw e;
    } catch (IOException e) {
      throw new InputFileException(file, e);
    }
  }

  private Batch wholeFile(InputStream stream) throws IOException {
    try (stream) {
      byte[] bytes = stream.readAllBytes();
      check = new Utf8Check();
      line = 1;
      requireText(bytes, 0, bytes.length, true);
      return Batch.ofLines(batches++, file, 1, bytes, 0, bytes.length);
    }
  }

  /** Reads a small file into batches, or into the rest that {@link #nextLines} begins with. */
  private void orderLines() throws IOException {
    byte[] bytes = lines.readNBytes(MAX_ORDERED_BYTES);
    boolean whole = bytes.length < MAX_ORDERED_BYTES;
    requireText(bytes, 0, bytes.length, whole);
    if (whole && LongestFirst.addBatches(ready, batches, file, bytes, BATCH_BYTES)) {
      batches += ready.size();
    } else {
      rest = bytes;
    }
  }

  private Batch nextLines() throws IOException {
    byte[] buffer = Arrays.copyOf(rest, Math.max(BATCH_BYTES, rest.length * 2));
    int filled = rest.length;
    int searched = 0;
    while (true) {
      int before = filled;
      filled += lines.readNBytes(buffer, filled, buffer.length - filled);
      boolean atEnd = filled < buffer.length;
      requireText(buffer, before, filled, atEnd);
      int end = atEnd ? filled : LineEnds.afterLast(buffer, searched, filled);
      if (end > searched) {
        rest = Arrays.copyOfRange(buffer, end, filled);
        long first = line;
        line += LineEnds.count(buffer, 0, end);
        return Batch.ofLines(batches++, file, first, buffer, 0, end);
      }
      if (atEnd) {
        rest = new byte[0];
        return null;
      }
      if (buffer.length == MAX_LINE_BYTES) {
        throw new IOException("line " + line + " is longer than 2 GB");
      }
      // A return at the end may yet get its newline.
      searched = filled - 1;
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, MAX_LINE_BYTES));
    }
  }

  /** Checks the bytes that were read last; those before them begin on the current line. */
  private void requireText(byte[] bytes, int from, int to, boolean atEnd) throws InputFileException {
    int wrong = check.firstInvalid(bytes, from, to);
    if (wrong < 0 && (!atEnd || check.isComplete())) {
      return;
    }
    throw InputFileException.notUtf8(file, line + LineEnds.count(bytes, 0, wrong < 0 ? to : wrong));
  }

  private InputStream open(String path) throws IOException {
    boolean standard = path.equals(STANDARD_INPUT);
    InputStream bytes = standard ? new FileInputStream(FileDescriptor.in) : Files.newInputStream(Path.of(path));
    InputStream counted = new FilterInputStream(bytes) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        bytesRead.addAndGet(Math.max(read, 0));
        return read;
      }

      @Override
      public void close() throws IOException {
        // Standard input belongs to the process.
        if (!standard) {
          super.close();
        }
      }
    };
    // Reads whole buffers only, so that the method above counts every byte.
    InputStream buffered = new BufferedInputStream(counted, BUFFER_BYTES);
    try {
      boolean isGzip = startsWith(buffered, 0x1f, 0x8b);
      if (!isGzip && path.endsWith(".gz")) {
        throw new ZipException("not in gzip format");
      }
      InputStream text =
          isGzip ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER_BYTES), BUFFER_BYTES) : buffered;
      if (startsWith(text, 0xef, 0xbb, 0xbf)) {
        text.skipNBytes(3);
      }
      return text;
    } catch (IOException e) {
      buffered.close();
      throw e;
    }
  }

  private static boolean startsWith(InputStream stream, int... first) throws IOException {
    stream.mark(first.length);
    boolean same = true;
    for (int unit : first) {
      same = same && stream.read() == unit;
    }
    stream.reset();
    return same;
  }

  /** Checks a file whose bytes nothing else looks at. */
  private static final class CheckedStream extends FilterInputStream {
    private final String file;
    private final Utf8Check check = new Utf8Check();
    private long line = 1;

    CheckedStream(String file, InputStream stream) {
      super(stream);
      this.file = file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      int end = offset + Math.max(read, 0);
      int wrong = check.firstInvalid(target, offset, end);
      if (wrong >= 0 || read < 0 && !check.isComplete()) {
        throw InputFileException.notUtf8(file, line + LineEnds.count(target, offset, Math.max(wrong, offset)));
      }
      line += LineEnds.count(target, offset, end);
      return read;
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
