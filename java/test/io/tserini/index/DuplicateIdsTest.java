package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class DuplicateIdsTest {
  /** Adds documents of random ids to segments, deletes some ids between, and counts along. */
  private static Map<String, Integer> fill(ByteBuffersDirectory directory, Random random) throws IOException {
    Map<String, Integer> live = new TreeMap<>();
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      int segments = random.nextInt(4);
      for (int i = 0; i < 10 * segments; i++) {
        String id = "d" + random.nextInt(20);
        if (random.nextInt(4) == 0) {
          writer.deleteDocuments(new Term(Fields.ID, id));
          live.remove(id);
        } else {
          Document document = new Document();
          document.add(new StringField(Fields.ID, id, Field.Store.NO));
          writer.addDocument(document);
          live.merge(id, 1, Integer::sum);
        }
        if (i % 10 == 9) {
          writer.flush();
        }
      }
    }
    return live;
  }

  @Test
  void findsTheIdsOfMoreThanOneLiveDocument() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 50; round++) {
      try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
        Map<String, Integer> live = fill(directory, random);
        List<String> expected = new ArrayList<>(live.keySet());
        expected.removeIf(id -> live.get(id) == 1);
        int most = random.nextInt(5);
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          DuplicateIds found = DuplicateIds.find(reader, most);
          assertEquals(expected.isEmpty(), found.isEmpty());
          int more = Math.max(0, expected.size() - most);
          String shown = String.join(", ", expected.subList(0, expected.size() - more));
          assertEquals(more > 0 ? shown + " and " + more + " more" : shown, found.toString());
        }
      }
    }
  }
}
