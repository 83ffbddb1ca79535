import com.fasterxml.jackson.databind.ObjectMapper;
import io.anserini.analysis.AnalyzerMap;
import io.anserini.analysis.AnalyzerUtils;
import io.anserini.analysis.DefaultEnglishAnalyzer;
import io.anserini.collection.DocumentCollection;
import io.anserini.collection.FileSegment;
import io.anserini.collection.SourceDocument;
import io.anserini.index.Constants;
import io.anserini.index.IndexCollection;
import io.anserini.index.IndexReaderUtils;
import io.anserini.search.ScoredDoc;
import io.anserini.search.SearchCollection;
import io.anserini.search.SimpleSearcher;
import io.anserini.search.query.DisjunctionMaxQueryGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;

/**
 * Runs many of Anserini's commands on text in one JVM. The argument is a file with a job on each line,
 * its parts separated by tabs.
 *
 * <ul>
 *   <li>{@code index arguments…}: IndexCollection
 *   <li>{@code search arguments…}: SearchCollection
 *   <li>{@code dismax index queries hits run tiebreaker field boost field boost …}: what Pyserini does with
 *       --dismax
 *   <li>{@code postings index field file}: each term as {@code term df cf docid:freq docid:freq …}
 *   <li>{@code contents class path file}: each document of a collection as {@code {"id": …, "contents": …}}
 *   <li>{@code analyze language stemmer keep|drop|FILE texts file}: the terms of each line of the texts
 * </ul>
 */
public final class TextOracle {
  public static void main(String[] args) throws Exception {
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] job = line.split("\t");
      String[] rest = Arrays.copyOfRange(job, 1, job.length);
      switch (job[0]) {
        case "index" -> IndexCollection.main(rest);
        case "search" -> SearchCollection.main(rest);
        case "dismax" -> dismax(rest);
        case "postings" -> postings(rest[0], rest[1], rest[2]);
        case "contents" -> contents(rest[0], rest[1], rest[2]);
        case "analyze" -> analyze(analyzer(rest[0], rest[1], rest[2]), rest[3], rest[4]);
        default -> throw new IllegalArgumentException(line);
      }
    }
    System.exit(0);
  }

  private static void dismax(String[] job) throws IOException {
    Map<String, Float> fields = new HashMap<>();
    for (int i = 5; i < job.length; i += 2) {
      fields.put(job[i], Float.parseFloat(job[i + 1]));
    }
    DisjunctionMaxQueryGenerator generator =
        new DisjunctionMaxQueryGenerator(Float.parseFloat(job[4]));
    try (SimpleSearcher searcher = new SimpleSearcher(job[0]);
        BufferedWriter out = Files.newBufferedWriter(Path.of(job[3]))) {
      searcher.set_bm25(0.9f, 0.4f);
      for (String line : Files.readAllLines(Path.of(job[1]))) {
        String[] topic = line.split("\t");
        int rank = 1;
        for (ScoredDoc hit :
            searcher.search_fields(generator, topic[1], fields, Integer.parseInt(job[2]))) {
          out.write(
              String.format(
                  Locale.US, "%s Q0 %s %d %f Anserini\n", topic[0], hit.docid, rank++, hit.score));
        }
      }
    }
  }

  private static void postings(String index, String field, String file) throws IOException {
    try (IndexReader reader = IndexReaderUtils.getReader(index);
        BufferedWriter out = Files.newBufferedWriter(Path.of(file))) {
      String[] docids = new String[reader.maxDoc()];
      for (int doc = 0; doc < docids.length; doc++) {
        docids[doc] = reader.storedFields().document(doc).get(Constants.ID);
      }
      TermsEnum terms = MultiTerms.getTerms(reader, field).iterator();
      for (BytesRef term = terms.next(); term != null; term = terms.next()) {
        List<String> postings = new ArrayList<>();
        PostingsEnum each = terms.postings(null, PostingsEnum.FREQS);
        while (each.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          postings.add(docids[each.docID()] + ":" + each.freq());
        }
        Collections.sort(postings);
        out.write(
            term.utf8ToString() + " " + terms.docFreq() + " " + terms.totalTermFreq() + " "
                + String.join(" ", postings) + "\n");
      }
    }
  }

  private static void contents(String collection, String path, String file) throws Exception {
    Class<?> named = Class.forName("io.anserini.collection." + collection);
    DocumentCollection<?> documents =
        (DocumentCollection<?>) named.getConstructor(Path.class).newInstance(Path.of(path));
    ObjectMapper json = new ObjectMapper();
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(file))) {
      for (FileSegment<?> segment : documents) {
        for (SourceDocument document : segment) {
          Map<String, String> record = new TreeMap<>(Map.of("id", document.id(), "contents", document.contents()));
          out.write(json.writeValueAsString(record) + "\n");
        }
        segment.close();
      }
    }
  }

  private static Analyzer analyzer(String language, String stemmer, String stopwords)
      throws IOException {
    if (!language.equals("en")) {
      return AnalyzerMap.getLanguageSpecificAnalyzer(language);
    }
    boolean file = !stopwords.equals("keep") && !stopwords.equals("drop");
    return DefaultEnglishAnalyzer.fromArguments(
        stemmer, stopwords.equals("keep"), file ? stopwords : null);
  }

  private static void analyze(Analyzer analyzer, String texts, String file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(file))) {
      for (String text : Files.readAllLines(Path.of(texts))) {
        out.write(String.join(" ", AnalyzerUtils.analyze(analyzer, text)) + "\n");
      }
    }
  }
}
