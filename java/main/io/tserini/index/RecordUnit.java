package io.tserini.index;

import io.tserini.bridge.ByteWriter;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/** Records that are added, or take the place of others, together or not at all: every reader sees all or none. */
final class RecordUnit {
  /** What becomes of the records. */
  enum Kind {
    ADD,
    UPDATE,
    DELETE
  }

  /** How it ended: the numbers that cross the bridge. */
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int ABSENT = 2;
  private static final int EMPTY = 3;

  private final Kind kind;
  private final List<String> records;
  /** By id; null for a record that has nothing to index. */
  private final Map<String, Document> documents = new LinkedHashMap<>();
  private int outcome = DONE;
  private int failedRecord;
  private String failedId = "";
  private String reason;

  /** @param records a line each */
  RecordUnit(Kind kind, List<String> records) {
    this.kind = kind;
    this.records = records;
  }

  /** The number of records. */
  int size() {
    return records.size();
  }

  /** The ids of the records, once they are parsed. */
  Set<String> ids() {
    return documents.keySet();
  }

  /** Parses the records; the first that is invalid fails the unit. */
  void parse(CollectionRecord record, boolean storeRaw, Counters counters) throws IOException {
    CollectionRecord read = kind == Kind.DELETE ? new IdRecord() : record;
    for (int i = 0; i < records.size() && outcome == DONE; i++) {
      String text = records.get(i);
      try (RecordReader reader = new RecordReader(text)) {
        if (!reader.next(read)) {
          throw new InvalidRecordException("no record, but white space");
        }
        String raw = storeRaw ? text.substring(text.indexOf('{'), (int) reader.offset()) : null;
        Document document = read.isEmpty() ? null : read.toDocument(raw);
        boolean isRepeated = documents.containsKey(read.id());
        if (isRepeated && kind == Kind.ADD) {
          throw new InvalidRecordException("another record of the batch has this id");
        }
        documents.put(read.id(), document);
        if (document != null && read.hasSpacedId()) {
          counters.countSpacedId(read.id());
        }
        if (reader.hasNext()) {
          throw new InvalidRecordException("more than one JSON value");
        }
      } catch (InvalidRecordException e) {
        fail(i, read.id(), e.getMessage());
      }
    }
  }

  private void fail(int record, String id, String why) {
    outcome = FAILED;
    failedRecord = record;
    failedId = id == null ? "" : id;
    reason = why;
    documents.clear();
  }

  /** Fails if a record to add is there already, and notes whether one to delete is not. */
  void check(IdLookup lookup) throws IOException {
    int i = 0;
    for (String id : ids().toArray(String[]::new)) {
      boolean present = kind != Kind.UPDATE && lookup.has(id);
      if (kind == Kind.ADD && present) {
        fail(i, id, "the index has a document of this id; update replaces it");
        return;
      }
      if (kind == Kind.DELETE && !present) {
        outcome = ABSENT;
      }
      i++;
    }
  }

  /** Gives the documents to Lucene, as one block. */
  void write(IndexWriter writer, Counters counters) throws IOException {
    if (outcome != DONE) {
      return;
    }
    Collection<Document> present = documents.values().stream().filter(document -> document != null).toList();
    try {
      if (present.isEmpty()) {
        delete(writer);
      } else if (kind == Kind.ADD) {
        writer.addDocuments(present);
      } else if (documents.size() == 1) {
        writer.updateDocuments(idTerm(ids().iterator().next()), present);
      } else {
        writer.updateDocuments(new TermInSetQuery(Fields.ID, ids().stream().map(BytesRef::new).toList()), present);
      }
    } catch (IllegalArgumentException e) {
      // Lucene refuses a document, and takes back those before it in the block.
      fail(0, ids().iterator().next(), "Lucene refuses it: " + e.getMessage());
      return;
    }
    if (kind != Kind.DELETE) {
      counters.indexed.add(present.size());
      counters.empty.add(documents.size() - present.size());
    }
  }

  private void delete(IndexWriter writer) throws IOException {
    if (kind != Kind.ADD) {
      writer.deleteDocuments(ids().stream().map(RecordUnit::idTerm).toArray(Term[]::new));
    }
  }

  private static Term idTerm(String id) {
    return new Term(Fields.ID, id);
  }

  /** Tells the lookup what has changed. @return whether anything has */
  boolean note(IdLookup lookup) throws IOException {
    if (outcome != DONE) {
      return false;
    }
    for (Map.Entry<String, Document> document : documents.entrySet()) {
      lookup.set(document.getKey(), document.getValue() != null);
    }
    return true;
  }

  /** Whether there are records, and none has anything to index. */
  private boolean isEmpty() {
    return kind != Kind.DELETE
        && outcome == DONE
        && documents.values().stream().allMatch(document -> document == null);
  }

  /** {@code int32 outcome}, and of a failed unit {@code int32 record, text id, text reason}, the record from 0. */
  void writeOutcome(ByteWriter answer) {
    answer.int32(isEmpty() ? EMPTY : outcome);
    if (outcome == FAILED) {
      answer.int32(failedRecord).text(failedId).text(reason);
    }
  }
}
