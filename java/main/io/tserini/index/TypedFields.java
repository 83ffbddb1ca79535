package io.tserini.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tserini.store.FieldTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.IndexWriter;

/**
 * The fields of a record that filters compare: a keyword, a number or a date each, one value or an array of them. Null is
 * no value. One object reads record after record.
 */
final class TypedFields {
  private static final int SHOWN = 60;

  private final Map<String, String> types;
  private final Counters counters;
  private final Map<String, List<IndexableField>> fields = new LinkedHashMap<>();

  TypedFields(IndexingOptions options, Counters counters) {
    this.types = FieldTypes.parse(options.fieldTypes);
    this.counters = counters;
  }

  /** Forgets the previous record. */
  void clear() {
    fields.clear();
  }

  /**
   * Reads a field if it is typed.
   *
   * @param value the first token of the field's value, at which the parser is positioned
   * @return whether it is
   * @throws InvalidRecordException if a value is not of the field's type
   */
  boolean read(JsonParser json, String name, JsonToken value) throws IOException, InvalidRecordException {
    String type = types.get(name);
    if (type == null) {
      return false;
    }
    List<IndexableField> read = new ArrayList<>();
    if (value == JsonToken.START_ARRAY) {
      for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
        add(json, name, type, item, read);
      }
    } else {
      add(json, name, type, value, read);
    }
    // Of two fields of a name the last counts.
    fields.put(name, read);
    if (!read.isEmpty()) {
      counters.fields.add(name);
    }
    return true;
  }

  void addFields(Document lucene) {
    fields.values().forEach(values -> values.forEach(lucene::add));
  }

  private static void add(JsonParser json, String name, String type, JsonToken value, List<IndexableField> read)
      throws IOException, InvalidRecordException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    switch (type) {
      case FieldTypes.KEYWORD -> read.add(keyword(json, name, value));
      case FieldTypes.NUMBER -> read.add(number(json, name, value));
      default -> read.add(date(json, name, value));
    }
  }

  private static IndexableField keyword(JsonParser json, String name, JsonToken value)
      throws IOException, InvalidRecordException {
    if (value != JsonToken.VALUE_STRING && !value.isBoolean()) {
      throw wrong(json, name, "a keyword, which is a string, true or false", value);
    }
    String text = json.getText();
    if (CollectionRecord.isImmense(text)) {
      throw new InvalidRecordException(
          "the keyword in the field \"" + name + "\" is longer than " + IndexWriter.MAX_TERM_LENGTH + " bytes");
    }
    return new KeywordField(name, text, Field.Store.NO);
  }

  private static IndexableField number(JsonParser json, String name, JsonToken value)
      throws IOException, InvalidRecordException {
    double number = value.isNumeric() ? json.getDoubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong(json, name, "a number of float64", value);
    }
    // 0 has one sign, so that -0 equals it.
    return new DoubleField(name, number + 0.0, Field.Store.NO);
  }

  private static IndexableField date(JsonParser json, String name, JsonToken value)
      throws IOException, InvalidRecordException {
    Long milliseconds = value == JsonToken.VALUE_STRING ? DateText.milliseconds(json.getText()) : null;
    if (milliseconds == null) {
      throw wrong(json, name, "a date, such as 2024-05-31 or 2024-05-31T18:30:00Z", value);
    }
    return new LongField(name, milliseconds, Field.Store.NO);
  }

  private static InvalidRecordException wrong(JsonParser json, String name, String wanted, JsonToken value)
      throws IOException {
    String shown = switch (value) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array in an array";
      case VALUE_STRING -> '"' + shortened(json.getText()) + '"';
      default -> shortened(json.getText());
    };
    return new InvalidRecordException("the field \"" + name + "\" must have " + wanted + ", not " + shown);
  }

  private static String shortened(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
