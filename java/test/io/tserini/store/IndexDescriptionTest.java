package io.tserini.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import io.tserini.scoring.ImpactSimilarity;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class IndexDescriptionTest {
  private static final Map<String, String> TEXT =
      Map.of(
          "kind", "text", "records", "JsonCollection", "stemmer", "porter", "lengths", "rounded", "positions", "no",
          "docvectors", "no");

  private static Field text(String text) {
    return new TextField(Fields.CONTENTS, text, Field.Store.NO);
  }

  /** An index of one document per field. */
  private static IndexDescription describe(
      Similarity similarity, Map<String, String> record, IndexableField... contents) throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      IndexWriterConfig config = new IndexWriterConfig().setSimilarity(similarity);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        for (IndexableField field : contents) {
          Document document = new Document();
          document.add(field);
          writer.addDocument(document);
        }
        if (!record.isEmpty()) {
          writer.setLiveCommitData(IndexRecord.userData(IndexRecord.merge(Map.of(), record, Map.of("name", "made"), 0)).entrySet());
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        return IndexDescription.of(reader, Fields.CONTENTS);
      }
    }
  }

  private static void assertRefused(String message, IndexDescription.Requirement requirement, IndexDescription index) {
    TseriniException e = assertThrows(TseriniException.class, () -> requirement.check(index, "path"));
    assertTrue(e.getMessage().startsWith("INDEX|this is " + message), e.getMessage());
  }

  @Test
  void lengthsOfAForeignIndexAreThoseOfATextProbably() throws IOException, TseriniException {
    IndexDescription index = describe(new BM25Similarity(), Map.of(), text("a b"), text("c"));
    assertEquals("", index.requireCounts("path"));
    assertTrue(index.requireImpacts("path").startsWith("this looks like a text index by its contents"));
  }

  @Test
  void longDocumentsWithoutLengthsAreImpactsSurely() throws IOException, TseriniException {
    IndexDescription index = describe(new ImpactSimilarity(), Map.of(), text("a b"), text("c"));
    assertEquals("", index.requireImpacts("path"));
    assertRefused("an impact index by its contents", IndexDescription::requireCounts, index);
  }

  @Test
  void oneTokenInEachDocumentSaysNothing() throws IOException, TseriniException {
    for (Similarity similarity : new Similarity[] {new BM25Similarity(), new ImpactSimilarity()}) {
      IndexDescription index = describe(similarity, Map.of(), text("a"), text("b"));
      assertEquals("", index.requireImpacts("path") + index.requireCounts("path"));
    }
    IndexDescription empty = describe(new BM25Similarity(), Map.of());
    assertEquals("", empty.requireImpacts("path") + empty.requireCounts("path"));
  }

  @Test
  void bitsOfFloatsAreNoImpactsProbably() throws IOException, TseriniException {
    IndexDescription index =
        describe(
            new BM25Similarity(), Map.of(),
            new FeatureField(Fields.CONTENTS, "a", 0.5f), new FeatureField(Fields.CONTENTS, "a", 300f));
    assertTrue(index.requireImpacts("path").contains("FeatureField"));
    assertTrue(index.requireCounts("path").contains("FeatureField"));
  }

  @Test
  void countsWithoutNormsAreNotTakenForFeatures() throws IOException, TseriniException {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setOmitNorms(true);
    type.freeze();
    IndexDescription index =
        describe(new BM25Similarity(), Map.of(), new Field(Fields.CONTENTS, new Repeated("a", 255), type));
    assertEquals("", index.requireImpacts("path") + index.requireCounts("path"));
  }

  @Test
  void theRecordSaysWhatTheContentsDoNot() throws IOException, TseriniException {
    IndexDescription text = describe(new BM25Similarity(), TEXT, text("a"));
    assertRefused("a text index (JsonCollection made, stemmer porter)", IndexDescription::requireImpacts, text);
    assertEquals("", text.requireCounts("path"));
    // Vectors that were indexed with lengths have both.
    Map<String, String> vectors = Map.of("kind", "text", "records", "JsonVectorCollection", "lengths", "rounded");
    IndexDescription both = describe(new BM25Similarity(), vectors, text("a b"));
    assertEquals("", both.requireImpacts("path") + both.requireCounts("path"));
  }

  @Test
  void onlyWhatIsIndexedAlikeIsAppended() throws IOException, TseriniException {
    IndexDescription recorded = describe(new BM25Similarity(), TEXT, text("a b"));
    recorded.requireAppendable(TEXT, Map.of(), "path");
    IndexDescription judged = describe(new BM25Similarity(), Map.of(), text("a b"));
    for (Map.Entry<String, String> other : Map.of("kind", "impact", "stemmer", "none", "positions", "yes").entrySet()) {
      Map<String, String> added = new HashMap<>(TEXT);
      added.put(other.getKey(), other.getValue());
      assertThrows(TseriniException.class, () -> recorded.requireAppendable(added, Map.of(), "path"));
    }
    // TextField has positions.
    assertThrows(TseriniException.class, () -> judged.requireAppendable(TEXT, Map.of(), "path"));
    Map<String, String> withPositions = new HashMap<>(TEXT);
    withPositions.put("positions", "yes");
    judged.requireAppendable(withPositions, Map.of(), "path");
    judged.requireSuccessor(recorded, "path");
  }

  /** One token, so many times. */
  private static final class Repeated extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final String token;
    private int left;

    Repeated(String token, int times) {
      this.token = token;
      this.left = times;
    }

    @Override
    public boolean incrementToken() {
      clearAttributes();
      term.append(token);
      return left-- > 0;
    }
  }
}
