package io.tserini.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;

/**
 * A record of a JsonCollection, {@code {"id": …, "contents": …, …}}. The text of {@code contents} is analyzed and
 * indexed, and so is that of the other requested fields, each under its name.
 */
final class TextRecord extends CollectionRecord {
  private final FieldType type;
  private final Set<String> requested;
  private final Counters counters;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private String contents;
  private boolean hasBeirText;

  TextRecord(IndexingOptions options, Counters counters) {
    super(options, counters);
    this.requested = options.fieldNames();
    this.counters = counters;
    this.type = fieldType(options, options.storeContents, true);
  }

  @Override
  void clear() {
    contents = null;
    hasBeirText = false;
    fields.clear();
  }

  @Override
  void readField(JsonParser json, String name, JsonToken value) throws IOException {
    hasBeirText |= name.equals("text");
    if (name.equals(Fields.CONTENTS)) {
      contents = scalar(json, value);
    } else if (requested.contains(name)) {
      String text = scalar(json, value);
      if (text != null) {
        fields.put(name, text);
        counters.fields.add(name);
      } else {
        fields.remove(name);
      }
    } else {
      json.skipChildren();
    }
  }

  @Override
  void check() throws InvalidRecordException {
    if (contents == null) {
      throw new InvalidRecordException(
          "document " + id() + " has no \"contents\", or one that is not text"
              + (hasBeirText ? ", but a \"text\"" + forBeir() : ""));
    }
  }

  @Override
  String forBeir() {
    return ": --collection BeirFlatCollection indexes titles and texts";
  }

  @Override
  boolean isEmpty() {
    return contents.trim().isEmpty();
  }

  @Override
  void addOwnFields(Document lucene) {
    lucene.add(new Field(Fields.CONTENTS, contents, type));
    fields.forEach((name, text) -> lucene.add(new Field(name, text, type)));
  }
}
