package io.tserini;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/** Parses batches and hands their documents to Lucene. One for each thread. */
final class DocumentWriter {
  private final IndexWriter writer;
  private final io.tserini.IndexOptions options;
  private final Counters counters;
  private final FieldType contentsType;
  private final SparseDocument document = new SparseDocument();
  private final ImpactTokenStream impacts = new ImpactTokenStream();
  private final RepeatedTokenStream repeated = new RepeatedTokenStream();

  DocumentWriter(IndexWriter writer, io.tserini.IndexOptions options, Counters counters) {
    this.writer = writer;
    this.options = options;
    this.counters = counters;
    this.contentsType = contentsType(options);
  }

  private static FieldType contentsType(io.tserini.IndexOptions options) {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(
        options.storePositions
            ? IndexOptions.DOCS_AND_FREQS_AND_POSITIONS
            : IndexOptions.DOCS_AND_FREQS);
    type.setStoreTermVectors(options.storeDocvectors);
    type.setStoreTermVectorPositions(options.storeDocvectors && options.storePositions);
    type.freeze();
    return type;
  }

  /**
   * Indexes the records of a batch up to the first that is broken, which is counted.
   *
   * @return the lines behind the broken record, or null at the end of the batch
   */
  Batch write(Batch batch, BooleanSupplier stopped) throws IOException {
    try (SparseDocumentReader reader = new SparseDocumentReader(batch)) {
      try {
        while (!stopped.getAsBoolean()) {
          long start = reader.offset();
          if (!reader.next(document)) {
            break;
          }
          add(options.storeRaw ? batch.text(start, reader.offset()) : null);
        }
        return null;
      } catch (InvalidRecordException e) {
        counters.countFailure(batch.file(), reader.line(), e.getMessage());
        return batch.after(reader.line());
      }
    }
  }

  private void add(String raw) throws IOException {
    counters.countFractions(document.fractions());
    Term id = new Term(Fields.ID, document.id());
    if (document.size() == 0) {
      counters.countEmpty();
      if (options.uniqueDocid) {
        writer.deleteDocuments(id);
      }
      return;
    }
    Document lucene = new Document();
    lucene.add(new StringField(Fields.ID, document.id(), Field.Store.YES));
    lucene.add(new BinaryDocValuesField(Fields.ID, new BytesRef(document.id())));
    lucene.add(new Field(Fields.CONTENTS, tokens(), contentsType));
    if (options.storeContents && document.contents() != null) {
      lucene.add(new StoredField(Fields.CONTENTS, document.contents()));
    }
    if (raw != null) {
      lucene.add(new StoredField(Fields.RAW, raw));
    }
    if (options.uniqueDocid) {
      writer.updateDocument(id, lucene);
    } else {
      writer.addDocument(lucene);
    }
    counters.countIndexed();
  }

  private TokenStream tokens() {
    if (options.storePositions) {
      repeated.reset(document);
      return repeated;
    }
    impacts.reset(document);
    return impacts;
  }
}
