package io.tserini.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tserini.store.Fields;
import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.util.UnicodeUtil;

/**
 * A record of a JsonVectorCollection, {@code {"id": …, "contents": …, "vector": {token: weight, …}}}. The tokens are
 * indexed under {@code contents}, each with its weight as its frequency; if asked, the text under {@code text}.
 */
final class VectorRecord extends CollectionRecord {
  /** Lucene counts the length of a field, the sum of a document's weights, in an int. */
  private static final long MAX_TOTAL_WEIGHT = Integer.MAX_VALUE;

  private final boolean storeContents;
  private final boolean indexText;
  private final FieldType type;
  private final FieldType textType;
  private final Counters counters;
  private final TokenWeights weights;
  private final double scale;
  private WeightedTokens vector;
  private String contents;
  private String raw;
  private boolean hasVector;

  VectorRecord(IndexingOptions options, Counters counters) {
    super(options, counters);
    this.storeContents = options.storeContents;
    this.indexText = options.indexText;
    this.textType = fieldType(options, false, true);
    this.counters = counters;
    this.weights = new TokenWeights(options.scale);
    this.scale = options.scale == 0 ? 1 : options.scale;
    this.type = fieldType(options, false, options.storePositions);
  }

  @Override
  void clear() {
    weights.clear();
    contents = null;
    raw = null;
    hasVector = false;
  }

  @Override
  void readField(JsonParser json, String name, JsonToken value) throws IOException, InvalidRecordException {
    switch (name) {
      case "contents" -> contents = scalar(json, value);
      case "vector" -> readVector(json, value);
      case "raw" -> raw = scalar(json, value);
      default -> json.skipChildren();
    }
  }

  private void readVector(JsonParser json, JsonToken start) throws IOException, InvalidRecordException {
    if (start != JsonToken.START_OBJECT) {
      throw new InvalidRecordException("\"vector\" is not an object of token weights (a dense vector?)");
    }
    // Of two vectors the last counts.
    weights.clear();
    hasVector = true;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String token = json.currentName();
      JsonToken value = json.nextToken();
      if (!value.isNumeric()) {
        throw new InvalidRecordException("the weight of token \"" + token + "\" is not a number: " + json.getText());
      }
      double weight = json.getDoubleValue();
      // NaN fails this comparison too.
      if (!(weight >= 0 && weight * scale <= MAX_TOTAL_WEIGHT)) {
        throw new InvalidRecordException(
            "the weight of token \"" + token + "\" is " + json.getText()
                + (scale == 1 ? "" : ", which the scale multiplies by " + scale)
                + "; weights are numbers from 0 to 2147483647");
      }
      if (!UnicodeUtil.validUTF16String(token)) {
        throw new InvalidRecordException("a token has half of a surrogate pair");
      }
      if (isImmense(token)) {
        throw new InvalidRecordException("a token is longer than Lucene's 32766 bytes");
      }
      weights.add(token, weight);
    }
  }

  @Override
  void check() throws InvalidRecordException {
    if (!hasVector) {
      throw new InvalidRecordException("document " + id() + " has no \"vector\"");
    }
    vector = weights.finish();
    if (vector.total() > MAX_TOTAL_WEIGHT) {
      throw new InvalidRecordException(
          "the weights of document " + id() + " sum to " + vector.total()
              + "; Lucene allows at most 2147483647");
    }
    counters.fractions.add(weights.fractions());
    counters.dropped.add(weights.dropped());
  }

  @Override
  boolean isEmpty() {
    // A record that is stored can be read, and found by filters, without a term.
    return vector.size() == 0 && !indexText;
  }

  @Override
  void addOwnFields(Document lucene) {
    lucene.add(new VectorField(vector, type));
    if (storeContents && contents != null) {
      lucene.add(new StoredField(Fields.CONTENTS, contents));
    }
    if (indexText) {
      lucene.add(new Field(Fields.TEXT, contents == null ? "" : contents, textType));
      if (raw != null) {
        lucene.add(new StoredField(Fields.RAW, raw));
      }
    }
  }
}
