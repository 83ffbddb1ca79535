package io.tserini.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.Closeable;
import java.io.IOException;

/** Reads the JSON records of a batch: one after another, or the elements of one array. */
final class RecordReader implements Closeable {
  private static final JsonFactory FACTORY = factory().build();

  /**
   * For single records, without Jackson's table of names: each parser that meets a new name copies the whole table, half a
   * megabyte with a model's vocabulary.
   */
  private static final JsonFactory SINGLE = factory().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private final JsonParser json;
  private final String file;
  private int line = 1;

  private static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);
  }

  /** @param record one record */
  RecordReader(String record) throws IOException {
    file = "";
    json = SINGLE.createParser(record);
  }

  RecordReader(Batch batch) throws InputFileException {
    file = batch.file();
    try {
      json = batch.parser(FACTORY);
    } catch (InputFileException e) {
      throw e;
    } catch (IOException e) {
      throw new InputFileException(file, e);
    }
  }

  /** The line of the batch, counted from 1, on which the last record starts. */
  int line() {
    return line;
  }

  /** How many bytes of the batch, or characters of the single record's text, have been read. */
  long offset() {
    JsonLocation here = json.currentLocation();
    // A text has no bytes.
    return here.getByteOffset() < 0 ? here.getCharOffset() : here.getByteOffset();
  }

  /**
   * Reads the next record.
   *
   * @return false at the end of the batch
   * @throws InvalidRecordException if the record is not what it should be, with the reason
   */
  boolean next(CollectionRecord record) throws InputFileException, InvalidRecordException {
    boolean started = false;
    try {
      JsonToken token = json.nextToken();
      while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
        token = json.nextToken();
      }
      started = true;
      line = json.currentTokenLocation().getLineNr();
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
        line = json.currentLocation().getLineNr();
      }
      throw new InvalidRecordException("not valid JSON: " + e.getOriginalMessage());
    } catch (StreamConstraintsException e) {
      throw new InvalidRecordException(e.getOriginalMessage());
    } catch (InputFileException e) {
      throw e;
    } catch (IOException e) {
      throw new InputFileException(file, e);
    }
  }

  /** Whether anything follows the last record. */
  boolean hasNext() throws IOException, InvalidRecordException {
    try {
      return json.nextToken() != null;
    } catch (JsonParseException e) {
      throw new InvalidRecordException("not valid JSON: " + e.getOriginalMessage());
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
