package io.tserini.index;

import io.tserini.store.Fields;
import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/** Parses batches and hands their documents to Lucene. One for each thread. */
public final class DocumentWriter {
  private final IndexWriter writer;
  private final IndexingOptions options;
  private final Set<String> whitelist;
  private final Counters counters;
  private final CollectionRecord record;
  private final HeldDocuments held;

  /**
   * @param whitelist the ids to index; null for all
   * @param held holds documents of all threads that are written later
   */
  DocumentWriter(
      IndexWriter writer,
      IndexingOptions options,
      Set<String> whitelist,
      Counters counters,
      HeldDocuments held) {
    this.writer = writer;
    this.options = options;
    this.whitelist = whitelist;
    this.counters = counters;
    this.held = held;
    this.record = CollectionRecord.of(options, counters);
  }

  /**
   * Indexes the records of a batch up to the first that is broken, which is counted.
   *
   * @return the lines behind the broken record, or null at the end of the batch
   */
  Batch write(Batch batch, BooleanSupplier stopped) throws IOException {
    try (RecordReader reader = new RecordReader(batch)) {
      try {
        while (!stopped.getAsBoolean()) {
          long start = reader.offset();
          if (!reader.next(record)) {
            break;
          }
          add(options.storeRaw ? batch.text(start, reader.offset()) : null, stopped);
        }
        return null;
      } catch (InvalidRecordException e) {
        counters.countFailure(batch.file(), reader.line(), e.getMessage());
        return batch.after(reader.line());
      }
    }
  }

  private void add(String raw, BooleanSupplier stopped) throws IOException {
    if (whitelist != null && !whitelist.contains(record.id())) {
      counters.countSkipped();
      return;
    }
    Term id = new Term(Fields.ID, record.id());
    if (record.isEmpty()) {
      counters.countEmpty();
      if (options.uniqueDocid) {
        writer.deleteDocuments(id);
      }
      return;
    }
    Document lucene = new Document();
    lucene.add(new StringField(Fields.ID, record.id(), Field.Store.YES));
    lucene.add(new BinaryDocValuesField(Fields.ID, new BytesRef(record.id())));
    record.addFields(lucene);
    if (raw != null) {
      lucene.add(new StoredField(Fields.RAW, raw));
    }
    if (options.uniqueDocid) {
      writer.updateDocument(id, lucene);
    } else if (!held.add(lucene, record.terms())) {
      held.writeTo(writer, stopped);
      writer.addDocument(lucene);
    }
    counters.countIndexed();
  }
}
