package io.tserini;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.Closeable;
import java.io.IOException;

/**
 * Reads {@code {"id": …, "contents": …, "vector": {token: weight, …}}} records, one after the other or
 * inside one array. Unknown fields are passed over.
 */
final class SparseDocumentReader implements Closeable {
  /** Lucene counts the length of a field, the sum of a document's weights, in an int. */
  static final long MAX_TOTAL_WEIGHT = Integer.MAX_VALUE;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final JsonParser json;
  private final long firstLine;
  private long line;

  SparseDocumentReader(Batch batch) throws IOException {
    json = batch.parser(FACTORY);
    firstLine = batch.firstLine();
    line = firstLine;
  }

  /** The line on which the record that was read last starts, counted from 1. */
  long line() {
    return line;
  }

  /** The bytes before the record that is read next. */
  long offset() {
    return json.currentLocation().getByteOffset();
  }

  /**
   * Reads the next record.
   *
   * @return false where there is none
   * @throws InvalidRecordException with the reason, where the record is not what it should be
   */
  boolean next(SparseDocument document) throws IOException, InvalidRecordException {
    document.clear();
    boolean started = false;
    try {
      JsonToken token = json.nextToken();
      while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
        token = json.nextToken();
      }
      started = true;
      line = firstLine + json.currentTokenLocation().getLineNr() - 1;
      if (token == null) {
        return false;
      }
      if (token != JsonToken.START_OBJECT) {
        throw new InvalidRecordException("expected a JSON object");
      }
      boolean vector = readFields(document);
      check(document, vector);
      return true;
    } catch (JsonParseException e) {
      if (!started) {
        line = firstLine + json.currentLocation().getLineNr() - 1;
      }
      throw new InvalidRecordException("not valid JSON: " + e.getOriginalMessage());
    } catch (com.fasterxml.jackson.core.exc.StreamConstraintsException e) {
      throw new InvalidRecordException(e.getOriginalMessage());
    }
  }

  private boolean readFields(SparseDocument document) throws IOException, InvalidRecordException {
    boolean vector = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "id" -> document.id(value.isScalarValue() ? json.getValueAsString() : null);
        case "contents" -> document.contents(json.getValueAsString());
        case "vector" -> {
          readVector(document, value);
          vector = true;
        }
        default -> json.skipChildren();
      }
    }
    return vector;
  }

  private void readVector(SparseDocument document, JsonToken start)
      throws IOException, InvalidRecordException {
    if (start != JsonToken.START_OBJECT) {
      throw new InvalidRecordException(
          "\"vector\" is not an object of token weights (a dense vector?)");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String token = json.currentName();
      JsonToken value = json.nextToken();
      if (!value.isNumeric()) {
        throw new InvalidRecordException(
            "the weight of token \"" + token + "\" is not a number: " + json.getText());
      }
      double weight = json.getDoubleValue();
      // Written so that NaN fails too.
      if (!(weight >= 0 && weight <= MAX_TOTAL_WEIGHT)) {
        throw new InvalidRecordException(
            "the weight of token \"" + token + "\" is " + json.getText()
                + "; weights are numbers from 0 to 2147483647");
      }
      document.add(token, weight);
    }
  }

  private static void check(SparseDocument document, boolean vector) throws InvalidRecordException {
    if (document.id() == null || document.id().isEmpty()) {
      throw new InvalidRecordException("no \"id\"");
    }
    if (!vector) {
      throw new InvalidRecordException("document " + document.id() + " has no \"vector\"");
    }
    if (document.totalWeight() > MAX_TOTAL_WEIGHT) {
      throw new InvalidRecordException(
          "the weights of document " + document.id() + " sum to " + document.totalWeight()
              + "; Lucene holds at most 2147483647");
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
