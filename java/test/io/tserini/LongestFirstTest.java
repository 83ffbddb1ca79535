package io.tserini;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class LongestFirstTest {
  /** No merges but forced ones. */
  private static IndexWriterConfig withoutMerges(Analyzer analyzer) {
    return new IndexWriterConfig(analyzer)
        .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(100));
  }

  private static Document document(String id, int terms) {
    Document document = new Document();
    document.add(new StringField(Fields.ID, id, Field.Store.YES));
    String text = IntStream.range(0, terms).mapToObj(i -> "t" + i).collect(Collectors.joining(" "));
    document.add(new TextField(Fields.CONTENTS, text, Field.Store.NO));
    return document;
  }

  private static List<String> ids(LeafReader reader) throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < reader.maxDoc(); i++) {
      ids.add(reader.storedFields().document(i).get(Fields.ID));
    }
    return ids;
  }

  @Test
  void putsTheDocumentsOfMostTermsFirstWithAllThatIsTheirs() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      Map<String, Integer> terms = new LinkedHashMap<>();
      try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
          IndexWriter writer = new IndexWriter(directory, withoutMerges(new WhitespaceAnalyzer()))) {
        for (int i = 0; i < 60; i++) {
          terms.put("d" + i, random.nextInt(30));
          writer.addDocument(document("d" + i, terms.get("d" + i)));
          // Segments of one document, and of a few.
          if (random.nextInt(3) == 0) {
            writer.flush();
          }
        }
        writer.flush();
        for (int i = 0; i < 60; i += 7) {
          writer.deleteDocuments(new Term(Fields.ID, "d" + i));
          terms.remove("d" + i);
        }
        LongestFirst.merge(writer);
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
          assertEquals(1, reader.leaves().size());
          LeafReader segment = reader.leaves().get(0).reader();
          List<String> ids = ids(segment);
          assertEquals(
              terms.values().stream().sorted(Comparator.reverseOrder()).toList(),
              ids.stream().map(terms::get).toList());
          for (int document = 0; document < ids.size(); document++) {
            PostingsEnum own = segment.postings(new Term(Fields.ID, ids.get(document)));
            assertEquals(document, own.nextDoc());
          }
          for (int term = 0; term < 30; term++) {
            int rarest = term;
            long expected = terms.values().stream().filter(count -> count > rarest).count();
            // The documents that have it stand before those that do not.
            PostingsEnum postings = segment.postings(new Term(Fields.CONTENTS, "t" + term));
            for (int document = 0; document < expected; document++) {
              assertEquals(document, postings.nextDoc());
            }
            assertEquals(expected, segment.docFreq(new Term(Fields.CONTENTS, "t" + term)));
          }
        }
      }
    }
  }

  @Test
  void leavesDocumentsWithoutContentsInTheirOrder() throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, withoutMerges(null))) {
      for (String id : List.of("b", "a", "c")) {
        Document document = new Document();
        document.add(new StringField(Fields.ID, id, Field.Store.YES));
        writer.addDocument(document);
        writer.flush();
      }
      LongestFirst.merge(writer);
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        assertEquals(List.of("b", "a", "c"), ids(reader.leaves().get(0).reader()));
      }
    }
  }
}
