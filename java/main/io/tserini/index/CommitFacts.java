package io.tserini.index;

import io.tserini.bridge.TseriniException;
import io.tserini.store.Fields;
import io.tserini.store.IndexDescription;
import io.tserini.store.IndexRecord;
import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;

/** What the commits of one writer record about the index. */
final class CommitFacts {
  private final IndexingOptions options;
  /** The record of the index to which documents are added; null if there is none yet. */
  private final Map<String, String> before;

  private CommitFacts(IndexingOptions options, Map<String, String> before) {
    this.options = options;
    this.before = before;
  }

  /**
   * Reads the index that the options add to.
   *
   * @throws TseriniException if it was built in another way
   */
  static CommitFacts of(IndexingOptions options, Directory directory) throws IOException, TseriniException {
    if (!options.append || !DirectoryReader.indexExists(directory)) {
      return new CommitFacts(options, null);
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      if (reader.maxDoc() == 0) {
        return new CommitFacts(options, null);
      }
      IndexDescription index = IndexDescription.of(reader, Fields.CONTENTS);
      index.requireAppendable(
          IndexRecord.parse(options.indexFacts), IndexRecord.parse(options.collectionFacts), options.index);
      return new CommitFacts(options, index.record());
    }
  }

  /** Whether there is nothing to record: documents of which nothing is recorded are in the index too. */
  boolean isEmpty() {
    return options.indexFacts.isEmpty() || before != null && before.isEmpty();
  }

  /**
   * The facts after a collection was added, which becomes the last of the index's collections.
   *
   * @param documents in the whole index
   * @param added those of the collection
   */
  Map<String, String> withCollection(int documents, long added) {
    Map<String, String> collection = IndexRecord.parse(options.collectionFacts);
    collection.put(IndexRecord.DOCUMENTS, String.valueOf(added));
    return facts(documents, collection, IndexRecord.collections(known()));
  }

  /**
   * The facts after records were added, updated and deleted, session after session: a collection that has the same facts
   * already stays the only one of its kind. It counts the documents that are not of other collections.
   *
   * @param documents in the whole index
   */
  Map<String, String> withRecords(int documents) {
    Map<String, String> collection = IndexRecord.parse(options.collectionFacts);
    int count = IndexRecord.collections(known());
    int number = count;
    long others = 0;
    for (int i = 0; i < count; i++) {
      Map<String, String> other = IndexRecord.collection(known(), i);
      String size = other.remove(IndexRecord.DOCUMENTS);
      if (number == count && other.equals(collection)) {
        number = i;
      } else {
        others += Long.parseLong(size);
      }
    }
    collection.put(IndexRecord.DOCUMENTS, String.valueOf(Math.max(0, documents - others)));
    return facts(documents, collection, number);
  }

  private Map<String, String> known() {
    return before == null ? Map.of() : before;
  }

  private Map<String, String> facts(int documents, Map<String, String> collection, int number) {
    Map<String, String> index = IndexRecord.parse(options.indexFacts);
    index.put(IndexRecord.DOCUMENTS, String.valueOf(documents));
    return IndexRecord.merge(known(), index, collection, number);
  }
}
