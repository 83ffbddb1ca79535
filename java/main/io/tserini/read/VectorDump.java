package io.tserini.read;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Docids;
import io.tserini.store.Fields;
import io.tserini.store.IndexFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;

/**
 * Writes an index's documents as a JsonVectorCollection, in the order of the index, each vector in the order of its
 * terms' UTF-8 bytes; with {@code contents} if these are stored.
 */
public final class VectorDump {
  private static final byte[] END_OF_RECORD = {'}', '\n'};

  private final IndexReader reader;
  private final String field;
  private final String path;
  private volatile long written;
  private volatile boolean cancelled;

  VectorDump(IndexReader reader, String field, String path) {
    this.reader = reader;
    this.field = field;
    this.path = path;
  }

  /** Documents written so far. */
  public long written() {
    return written;
  }

  /** Makes {@link #run} fail with INTERRUPTED, soon, and leave no file. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Writes the file, compressed if its name ends in {@code .gz}. It appears under its name only once it is complete.
   * Vectors take up to an eighth of the heap.
   *
   * @throws TseriniException INDEX if a document has no id
   */
  public void run(String file) throws TseriniException {
    run(file, Runtime.getRuntime().maxMemory() / 8);
  }

  /** @param memory bytes that buffered vectors may take, in addition to the vocabulary */
  void run(String file, long memory) throws TseriniException {
    Path target = Path.of(file);
    Path temporary = Path.of(file + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (OutputStream out = open(temporary, file.endsWith(".gz"))) {
        for (LeafReaderContext leaf : reader.leaves()) {
          write(leaf, memory, out);
        }
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

  private static boolean isFullDisk(Exception e) {
    return String.valueOf(e.getMessage()).contains("No space left");
  }

  private static OutputStream open(Path file, boolean compressed) throws IOException {
    OutputStream stream = Files.newOutputStream(file);
    return new BufferedOutputStream(compressed ? new GZIPOutputStream(stream, 1 << 16) : stream, 1 << 16);
  }

  private void write(LeafReaderContext leaf, long memory, OutputStream out) throws IOException, TseriniException {
    Terms terms = leaf.reader().terms(field);
    Bits live = leaf.reader().getLiveDocs();
    Docids docids = new Docids(leaf.reader());
    StoredFields stored = leaf.reader().storedFields();
    VectorBlocks blocks = new VectorBlocks(terms, leaf.reader().maxDoc(), memory, this::check);
    while (blocks.next()) {
      for (int doc = blocks.first(); doc < blocks.end(); doc++) {
        if (live == null || live.get(doc)) {
          check();
          BytesRef docid = docids.of(doc);
          if (docid == null) {
            throw new TseriniException(
                "INDEX", "document " + (leaf.docBase + doc) + " of the index has no \"" + Fields.ID + "\": " + path);
          }
          String contents = stored.document(doc, Set.of(Fields.CONTENTS)).get(Fields.CONTENTS);
          out.write(head(docid.utf8ToString(), contents));
          blocks.writeVector(doc, out);
          out.write(END_OF_RECORD);
          written++;
        }
      }
    }
  }

  /** A record up to its vector. */
  private static byte[] head(String docid, String contents) {
    StringBuilder line = new StringBuilder("{\"id\": ");
    PythonJson.append(line, docid);
    if (contents != null) {
      PythonJson.append(line.append(", \"contents\": "), contents);
    }
    return line.append(", \"vector\": ").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void check() throws TseriniException {
    if (cancelled) {
      throw new TseriniException("INTERRUPTED", "writing the vectors was stopped; no file was written");
    }
  }
}
