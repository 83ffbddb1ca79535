package io.tserini.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.lucene.document.Document;

/** A record of which only the id counts: that of a document to delete. */
final class IdRecord extends CollectionRecord {
  IdRecord() {
    super(new IndexingOptions(), new Counters());
  }

  @Override
  void clear() {}

  @Override
  void readField(JsonParser json, String name, JsonToken value) throws IOException {
    json.skipChildren();
  }

  @Override
  void check() {}

  @Override
  boolean isEmpty() {
    return true;
  }

  @Override
  void addOwnFields(Document lucene) {}
}
