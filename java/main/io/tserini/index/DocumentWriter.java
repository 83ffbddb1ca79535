package io.tserini.index;

import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/** Parses batches and adds their documents to the index. Each thread has one. */
class DocumentWriter {
  private final IndexWriter writer;
  private final IndexingOptions options;
  private final Set<String> whitelist;
  private final Counters counters;
  private final SmallCollectionBuffer buffer;
  private final StopReason stop;
  private final CollectionRecord record;

  /** @param whitelist the ids to index; null for all */
  DocumentWriter(
      IndexWriter writer, IndexingOptions options, Set<String> whitelist, Counters counters,
      SmallCollectionBuffer buffer, StopReason stop) {
    this.writer = writer;
    this.options = options;
    this.whitelist = whitelist;
    this.counters = counters;
    this.buffer = buffer;
    this.stop = stop;
    this.record = CollectionRecord.of(options, counters);
  }

  /** Indexes the records of a batch, and counts those that are invalid, until indexing has to stop. */
  void write(Batch batch) throws IOException {
    List<Document> buffered = new ArrayList<>();
    for (Batch rest = batch; rest != null && !stop.isSet(); ) {
      rest = writeValid(rest, buffered);
    }
    buffer.add(batch.number(), buffered, writer, stop);
  }

  /**
   * Indexes the records of a batch up to the first that is invalid, which is counted.
   *
   * @param buffered takes the documents that are to wait for their turn
   * @return the lines after the invalid record, or null at the end of the batch
   */
  private Batch writeValid(Batch batch, List<Document> buffered) throws IOException {
    try (RecordReader reader = new RecordReader(batch)) {
      try {
        while (!stop.isSet()) {
          long start = reader.offset();
          if (!reader.next(record)) {
            break;
          }
          add(options.storeRaw ? batch.text(start, reader.offset()) : null, buffered);
        }
        return null;
      } catch (InvalidRecordException e) {
        counters.countFailure(batch.file(), batch.lineInFile(reader.line()), e.getMessage());
        return batch.after(reader.line());
      }
    }
  }

  private void add(String raw, List<Document> buffered) throws IOException {
    if (whitelist != null && !whitelist.contains(record.id())) {
      counters.skipped.increment();
      return;
    }
    Term id = new Term(Fields.ID, record.id());
    if (record.isEmpty()) {
      counters.empty.increment();
      if (options.uniqueDocid) {
        writer.deleteDocuments(id);
      }
      return;
    }
    if (record.hasSpacedId()) {
      counters.countSpacedId(record.id());
    }
    Document lucene = record.toDocument(raw);
    if (options.uniqueDocid) {
      writer.updateDocument(id, lucene);
    } else if (buffer.takes(lucene)) {
      buffered.add(lucene);
    } else {
      writer.addDocument(lucene);
    }
    counters.indexed.increment();
  }
}
