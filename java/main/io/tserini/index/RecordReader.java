package io.tserini.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.Closeable;
import java.io.IOException;

/** Reads the JSON records of a batch, one after the other or inside one array. */
public final class RecordReader implements Closeable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final JsonParser json;
  private final long firstLine;
  private long line;

  RecordReader(Batch batch) throws IOException {
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
  boolean next(CollectionRecord record) throws IOException, InvalidRecordException {
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
      record.read(json);
      return true;
    } catch (JsonParseException e) {
      if (!started) {
        line = firstLine + json.currentLocation().getLineNr() - 1;
      }
      throw new InvalidRecordException("not valid JSON: " + e.getOriginalMessage());
    } catch (StreamConstraintsException e) {
      throw new InvalidRecordException(e.getOriginalMessage());
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
