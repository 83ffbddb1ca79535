package io.tserini.read;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Docids;
import io.tserini.store.Fields;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * Writes an index's documents as a JsonVectorCollection, in the order of the index, each vector in the order of its
 * terms' UTF-8 bytes; with {@code contents} if these are stored.
 */
public final class VectorDump extends FileExport {
  private static final byte[] END_OF_RECORD = {'}', '\n'};

  private final IndexReader reader;
  private final String field;
  private final long memory;

  /** Vectors take up to an eighth of the heap. */
  VectorDump(IndexReader reader, String field, String path) {
    this(reader, field, path, Runtime.getRuntime().maxMemory() / 8);
  }

  /** @param memory bytes that buffered vectors may take, in addition to the vocabulary */
  VectorDump(IndexReader reader, String field, String path, long memory) {
    super(path);
    this.reader = reader;
    this.field = field;
    this.memory = memory;
  }

  /** @throws TseriniException INDEX if a document has no id */
  @Override
  void write(OutputStream out) throws IOException, TseriniException {
    for (LeafReaderContext leaf : reader.leaves()) {
      write(leaf, out);
    }
  }

  private void write(LeafReaderContext leaf, OutputStream out) throws IOException, TseriniException {
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
                "INDEX", "document " + (leaf.docBase + doc) + " of the index has no \"" + Fields.ID + "\": " + path());
          }
          String contents = stored.document(doc, Set.of(Fields.CONTENTS)).get(Fields.CONTENTS);
          out.write(head(docid.utf8ToString(), contents));
          blocks.writeVector(doc, out);
          out.write(END_OF_RECORD);
          countWritten();
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
}
