import io.anserini.index.Constants;
import io.anserini.index.IndexCollection;
import io.anserini.index.IndexReaderUtils;
import io.anserini.search.ScoredDoc;
import io.anserini.search.SearchCollection;
import io.anserini.search.SimpleImpactSearcher;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;

/**
 * Runs many of Anserini's commands in one JVM. The argument is a file with a job on each line, its parts
 * separated by tabs.
 *
 * <ul>
 *   <li>{@code index collection index}: IndexCollection with impacts
 *   <li>{@code search index topics hits run}: SearchCollection with impacts, topics pretokenized
 *   <li>{@code impact index queries hits run}: what Pyserini's LuceneImpactSearcher does with each line
 *       {@code id token weight token weight …} of the queries
 *   <li>{@code postings index file}: each term as {@code term df cf docid:freq docid:freq …}
 * </ul>
 */
public final class AnseriniOracle {
  public static void main(String[] args) throws Exception {
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] job = line.split("\t");
      switch (job[0]) {
        case "index" -> index(job[1], job[2]);
        case "search" -> search(job[1], job[2], job[3], job[4]);
        case "impact" -> impact(job[1], job[2], Integer.parseInt(job[3]), job[4]);
        case "postings" -> postings(job[1], job[2]);
        default -> throw new IllegalArgumentException(line);
      }
    }
    System.exit(0);
  }

  private static void index(String collection, String index) throws Exception {
    IndexCollection.main(
        new String[] {
          "-collection", "JsonVectorCollection", "-generator", "DefaultLuceneDocumentGenerator",
          "-input", collection, "-index", index, "-impact", "-pretokenized", "-threads", "1", "-quiet"
        });
  }

  private static void search(String index, String topics, String hits, String run) throws Exception {
    SearchCollection.main(
        new String[] {
          "-index", index, "-topics", topics, "-topicReader", "TsvString", "-output", run,
          "-hits", hits, "-impact", "-pretokenized"
        });
  }

  private static void impact(String index, String queries, int hits, String run) throws Exception {
    try (SimpleImpactSearcher searcher = new SimpleImpactSearcher(index);
        IndexReader reader = IndexReaderUtils.getReader(index);
        BufferedWriter out = Files.newBufferedWriter(Path.of(run))) {
      for (String line : Files.readAllLines(Path.of(queries))) {
        String[] parts = line.split(" ");
        Map<String, Integer> query = new HashMap<>();
        for (int i = 1; i < parts.length; i += 2) {
          long df = IndexReaderUtils.getDF(reader, parts[i]);
          if (df > 0 && Math.log((double) reader.numDocs() / df) > 0) {
            query.put(parts[i], Integer.parseInt(parts[i + 1]));
          }
        }
        int rank = 1;
        for (ScoredDoc hit : searcher.search(query, hits)) {
          out.write(
              String.format(
                  Locale.US, "%s Q0 %s %d %f Anserini\n", parts[0], hit.docid, rank++, hit.score));
        }
      }
    }
  }

  private static void postings(String index, String file) throws IOException {
    try (IndexReader reader = IndexReaderUtils.getReader(index);
        BufferedWriter out = Files.newBufferedWriter(Path.of(file))) {
      String[] docids = new String[reader.maxDoc()];
      for (int doc = 0; doc < docids.length; doc++) {
        docids[doc] = reader.storedFields().document(doc).get(Constants.ID);
      }
      TermsEnum terms = MultiTerms.getTerms(reader, Constants.CONTENTS).iterator();
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
}
