package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tserini.feedback.Feedback;
import io.tserini.feedback.Rm3;
import io.tserini.feedback.Rocchio;
import io.tserini.ranking.TopHits;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of feedback against their formulas, computed in float64 from the documents themselves. */
final class FeedbackTest {
  private static final int SEGMENT = 25;
  private static final int DOCUMENTS = 4 * SEGMENT;
  /** One document in each segment is deleted. Lucene counts it in df, but not in N. */
  private static final int DELETED = 3;

  private static final int LIVE = DOCUMENTS - DOCUMENTS / SEGMENT;
  private static final List<String> TERMS = terms();

  private static List<String> terms() {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      terms.add((i % 3 == 0 ? "##" : "t") + i);
    }
    terms.addAll(List.of("a", "é", "éé", "Big", "x".repeat(20), "x".repeat(21)));
    return terms;
  }

  private final Random random = new Random(10);
  private final List<Map<String, Integer>> documents = documents();
  private final Map<String, Long> df =
      documents.stream()
          .flatMap(document -> document.keySet().stream())
          .collect(Collectors.groupingBy(term -> term, Collectors.counting()));

  /** Terms from nearly none of the documents to a third of them; the last segment has no terms at all. */
  private List<Map<String, Integer>> documents() {
    List<Map<String, Integer>> documents = new ArrayList<>();
    for (int doc = 0; doc < DOCUMENTS; doc++) {
      Map<String, Integer> document = new TreeMap<>();
      for (int i = 0; doc < DOCUMENTS - SEGMENT && i < TERMS.size(); i++) {
        if (random.nextInt(3 + i) < 2) {
          document.put(TERMS.get(i), 1 + random.nextInt(5));
        }
      }
      documents.add(document);
    }
    return documents;
  }

  private DirectoryReader index(ByteBuffersDirectory directory, boolean stored) throws IOException {
    FieldType type = new FieldType(TextField.TYPE_NOT_STORED);
    type.setStoreTermVectors(stored);
    IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int doc = 0; doc < DOCUMENTS; doc++) {
        Document document = new Document();
        document.add(new StringField(Fields.ID, "d" + doc, Field.Store.NO));
        document.add(new BinaryDocValuesField(Fields.ID, new BytesRef("d" + doc)));
        String text =
            documents.get(doc).entrySet().stream()
                .map(entry -> (entry.getKey() + " ").repeat(entry.getValue()))
                .collect(Collectors.joining());
        if (!text.isEmpty()) {
          document.add(new Field(Fields.CONTENTS, text, type));
        }
        writer.addDocument(document);
        if (doc % SEGMENT == SEGMENT - 1) {
          writer.flush();
        }
      }
      for (int doc = DELETED; doc < DOCUMENTS; doc += SEGMENT) {
        writer.deleteDocuments(new Term(Fields.ID, "d" + doc));
      }
    }
    return DirectoryReader.open(directory);
  }

  /** What feedback may take of a document. */
  private Map<String, Double> vector(int doc, boolean plainOnly) {
    Map<String, Double> vector = new TreeMap<>();
    documents.get(doc).forEach((term, freq) -> {
      boolean fits = term.length() >= 2 && term.length() <= 20 && 10 * df.get(term) <= LIVE;
      if (fits && (!plainOnly || term.matches("[a-z0-9]+"))) {
        vector.put(term, (double) freq);
      }
    });
    return vector;
  }

  private static double l1(Map<String, Double> vector) {
    return vector.values().stream().mapToDouble(Math::abs).sum();
  }

  private static double l2(Map<String, Double> vector) {
    return Math.sqrt(vector.values().stream().mapToDouble(weight -> weight * weight).sum());
  }

  private static Map<String, Double> scaled(Map<String, Double> vector, ToDoubleFunction<Map<String, Double>> norm) {
    double divisor = vector.isEmpty() ? 1 : norm.applyAsDouble(vector);
    Map<String, Double> scaled = new TreeMap<>();
    vector.forEach((term, weight) -> scaled.put(term, weight / divisor));
    return scaled;
  }

  private static Map<String, Double> largest(Map<String, Double> vector, int count) {
    Comparator<String> byWeight = Comparator.comparing(vector::get, Comparator.reverseOrder());
    return vector.keySet().stream()
        .sorted(byWeight.thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .collect(Collectors.toMap(term -> term, vector::get));
  }

  private static void add(Map<String, Double> sum, Map<String, Double> vector, double factor) {
    vector.forEach((term, weight) -> sum.merge(term, factor * weight, Double::sum));
  }

  private Map<String, Double> centroid(List<Integer> docs, int terms) {
    Map<String, Double> mean = new TreeMap<>();
    docs.forEach(doc -> add(mean, scaled(vector(doc, false), FeedbackTest::l2), 1.0 / docs.size()));
    return scaled(largest(mean, terms), FeedbackTest::l2);
  }

  private Map<String, Double> expected(Rocchio way, Map<String, Double> query, List<Integer> hits) {
    Map<String, Double> sum = new TreeMap<>();
    add(sum, scaled(query, FeedbackTest::l2), way.alpha());
    int first = Math.min(way.topDocuments(), hits.size());
    add(sum, centroid(hits.subList(0, first), way.topTerms()), way.beta());
    if (way.useNegative()) {
      int last = Math.max(0, hits.size() - way.bottomDocuments());
      List<Integer> bottom = new ArrayList<>(hits.subList(last, hits.size()));
      Collections.reverse(bottom);
      add(sum, centroid(bottom, way.bottomTerms()), -way.gamma());
    }
    sum.values().removeIf(weight -> weight <= 0);
    return sum;
  }

  private Map<String, Double> expected(
      Rm3 way, Map<String, Double> query, List<Integer> hits, Map<Integer, Float> scores) {
    Map<String, Double> model = new TreeMap<>();
    for (int doc : hits.subList(0, Math.min(way.documents(), hits.size()))) {
      Map<String, Double> cut = largest(vector(doc, way.filterTerms()), way.terms());
      add(model, scaled(cut, FeedbackTest::l1), scores.get(doc));
    }
    Map<String, Double> mixed = new TreeMap<>();
    add(mixed, scaled(query, FeedbackTest::l1), way.queryWeight());
    add(mixed, scaled(largest(model, way.terms()), FeedbackTest::l1), 1 - way.queryWeight());
    return mixed;
  }

  private Feedback anyWay() {
    int terms = 1 + random.nextInt(12);
    int docs = 1 + random.nextInt(8);
    if (random.nextBoolean()) {
      return new Rm3(terms, docs, random.nextInt(5) / 4f, random.nextBoolean());
    }
    int bottomTerms = 1 + random.nextInt(12);
    int bottomDocs = 1 + random.nextInt(8);
    float gamma = random.nextInt(3) / 4f;
    return new Rocchio(terms, docs, bottomTerms, bottomDocs, 1, 0.75f, gamma, random.nextBoolean());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void followsTheFormulas(boolean stored) throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        DirectoryReader reader = index(directory, stored)) {
      IndexSnapshot index = ImpactIndex.snapshot(reader);
      for (int round = 0; round < 150; round++) {
        // Any documents in any order, as if a query had found them.
        List<Integer> hits = new ArrayList<>(IntStream.range(0, DOCUMENTS).boxed().toList());
        Collections.shuffle(hits, random);
        hits = hits.subList(0, random.nextInt(20));
        Map<Integer, Float> scores = new HashMap<>();
        for (int doc : hits) {
          scores.put(doc, 50f - scores.size());
        }
        TopHits top = new TopHits(20);
        new TreeSet<>(hits).forEach(doc -> top.offer(scores.get(doc), doc));
        Map<String, Double> query = new TreeMap<>();
        Map<String, Float> given = new HashMap<>();
        for (String term : Set.of("query", TERMS.get(random.nextInt(TERMS.size())))) {
          query.put(term, 1.0 + random.nextInt(9));
          given.put(term, query.get(term).floatValue());
        }
        given.put("nothing", 0f);
        Feedback way = anyWay();
        Map<String, Float> found = way.expand(given, index.rank(top, 20), index.reader());
        Map<String, Double> expected = switch (way) {
          case Rocchio rocchio -> expected(rocchio, query, hits);
          case Rm3 rm3 -> expected(rm3, query, hits, scores);
          default -> throw new AssertionError();
        };
        assertEquals(expected.keySet(), new TreeSet<>(found.keySet()), way + " " + hits);
        expected.forEach((term, weight) -> assertEquals(weight, found.get(term), 1e-5, term));
      }
    }
  }
}
