package io.tserini.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.util.BytesRef;

/**
 * A record of a collection: how it is read from JSON, and which fields of a Lucene document it becomes. Each kind of
 * collection has a subclass. One thread reuses it from record to record; documents do not refer to it.
 */
abstract class CollectionRecord {
  private final TypedFields typed;
  private String id;
  private boolean hasBeirId;

  CollectionRecord(IndexingOptions options, Counters counters) {
    this.typed = new TypedFields(options, counters);
  }

  /** The kinds of collection, by the names of Anserini's classes. */
  static CollectionRecord of(IndexingOptions options, Counters counters) {
    return switch (options.collection) {
      case "JsonVectorCollection" -> new VectorRecord(options, counters);
      case "JsonCollection" -> new TextRecord(options, counters);
      default -> throw new IllegalArgumentException("collection " + options.collection);
    };
  }

  /** The type of an indexed field. */
  static FieldType fieldType(IndexingOptions options, boolean stored, boolean vectorPositions) {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setStored(stored);
    type.setIndexOptions(
        options.storePositions ? IndexOptions.DOCS_AND_FREQS_AND_POSITIONS : IndexOptions.DOCS_AND_FREQS);
    type.setStoreTermVectors(options.storeDocvectors);
    type.setStoreTermVectorPositions(options.storeDocvectors && vectorPositions);
    type.freeze();
    return type;
  }

  String id() {
    return id;
  }

  /**
   * Reads a record in place of the previous one.
   *
   * @param json positioned at the start of the object
   * @throws InvalidRecordException if the record is not what it should be, with the reason
   */
  final void read(JsonParser json) throws IOException, InvalidRecordException {
    id = null;
    hasBeirId = false;
    typed.clear();
    clear();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals(Fields.ID)) {
        id = idText(json, value);
      } else if (!typed.read(json, name, value)) {
        hasBeirId |= name.equals("_id");
        readField(json, name, value);
      }
    }
    if (id == null || id.isEmpty()) {
      throw new InvalidRecordException(hasBeirId ? "no \"id\", but BEIR's \"_id\"" + forBeir() : "no \"id\"");
    }
    if (isImmense(id)) {
      throw new InvalidRecordException("the \"id\" is longer than " + IndexWriter.MAX_TERM_LENGTH + " bytes");
    }
    check();
  }

  /** Whether the id is more than one column of a run, or of judgments. */
  final boolean hasSpacedId() {
    for (int i = 0; i < id.length(); i++) {
      char unit = id.charAt(i);
      if (unit == ' ' || unit >= '\t' && unit <= '\r') {
        return true;
      }
    }
    return false;
  }

  /** Forgets the previous record. */
  abstract void clear();

  /**
   * Reads a field that is neither the id nor typed, or skips it.
   *
   * @param value the first token of the field's value, at which the parser is positioned
   */
  abstract void readField(JsonParser json, String name, JsonToken value) throws IOException, InvalidRecordException;

  /** Throws if something is missing. */
  abstract void check() throws InvalidRecordException;

  /** Whether there is nothing to index. */
  abstract boolean isEmpty();

  /** @param raw the record as it is to be stored; null to store none */
  final Document toDocument(String raw) {
    Document lucene = new Document();
    lucene.add(new StringField(Fields.ID, id, Field.Store.YES));
    lucene.add(new BinaryDocValuesField(Fields.ID, new BytesRef(id)));
    addFields(lucene);
    if (raw != null) {
      lucene.add(new StoredField(Fields.RAW, raw));
    }
    return lucene;
  }

  /** Adds what is indexed and stored of this record, except its id and its raw text. */
  final void addFields(Document lucene) {
    addOwnFields(lucene);
    typed.addFields(lucene);
  }

  /** Adds what is indexed and stored of the fields that this kind of record reads. */
  abstract void addOwnFields(Document lucene);

  /** The end of a message on a record that seems to be BEIR's. */
  String forBeir() {
    return "";
  }

  /** As {@link #scalar}, but a number as it is written, digit for digit. */
  private static String idText(JsonParser json, JsonToken value) throws IOException, InvalidRecordException {
    if (!value.isNumeric()) {
      return scalar(json, value);
    }
    String written = json.getText();
    if (!Character.isDigit(written.charAt(written.length() - 1))) {
      throw new InvalidRecordException("the \"id\" is neither a string nor a number: " + written);
    }
    return written;
  }

  /** The text of a string, number or boolean; null for null, an array or an object. */
  static String scalar(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_FLOAT) {
      return Double.toString(json.getDoubleValue());
    }
    if (!value.isScalarValue()) {
      json.skipChildren();
      return null;
    }
    return json.getValueAsString();
  }

  /** Whether Lucene would refuse this term as too long. */
  static boolean isImmense(String term) {
    return term.length() > IndexWriter.MAX_TERM_LENGTH / 3
        && term.getBytes(StandardCharsets.UTF_8).length > IndexWriter.MAX_TERM_LENGTH;
  }
}
