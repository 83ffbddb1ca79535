package io.tserini.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class AccurateBm25SimilarityTest {
  private static final double K1 = 0.9;
  private static final double B = 0.4;
  private static final Query QUERY = new TermQuery(new Term("contents", "word"));

  private interface Check {
    void check(IndexSearcher searcher, ScoreDoc[] hits) throws IOException;
  }

  /** Indexes a document for each length: one "word" and so many others, and searches for the word. */
  private static void search(List<Integer> lengths, Similarity similarity, Check check) throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setSimilarity(similarity);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        for (int length : lengths) {
          Document document = new Document();
          String rest = String.join(" ", Collections.nCopies(length - 1, "other"));
          document.add(new TextField("contents", "word " + rest, Field.Store.NO));
          writer.addDocument(document);
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(similarity);
        check.check(searcher, searcher.search(QUERY, lengths.size()).scoreDocs);
      }
    }
  }

  @Test
  void scoresTheTrueLength() throws IOException {
    // Lucene's own norm holds 3,000 and 3,001 as the same byte.
    List<Integer> lengths = List.of(2, 41, 100, 3000, 3001);
    double average = lengths.stream().mapToInt(Integer::intValue).average().orElseThrow();
    double idf = Math.log(1 + 0.5 / (lengths.size() + 0.5));
    search(lengths, new AccurateBm25Similarity((float) K1, (float) B), (searcher, hits) -> {
      assertEquals(lengths.size(), hits.length);
      for (ScoreDoc hit : hits) {
        double length = lengths.get(hit.doc);
        double expected = idf / (1 + K1 * (1 - B + B * length / average));
        assertEquals(expected, hit.score, expected * 1e-6);
        assertEquals(hit.score, searcher.explain(QUERY, hit.doc).getValue().floatValue());
      }
    });
  }

  @Test
  void agreesWithLuceneOnShortDocuments() throws IOException {
    // Lengths to 40 are exact in Lucene's norm.
    List<Integer> lengths = List.of(1, 5, 17, 39, 40);
    float[] expected = new float[lengths.size()];
    search(lengths, new BM25Similarity((float) K1, (float) B), (searcher, hits) -> {
      for (ScoreDoc hit : hits) {
        expected[hit.doc] = hit.score;
      }
    });
    search(lengths, new AccurateBm25Similarity((float) K1, (float) B), (searcher, hits) -> {
      for (ScoreDoc hit : hits) {
        assertEquals(expected[hit.doc], hit.score, expected[hit.doc] * 1e-6f);
      }
    });
  }
}
