import io.anserini.search.SimpleImpactSearcher;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Anserini's batch search in a warm JVM. Arguments: index, topics (id, tab, tokens repeated as often as
 * their weight), threads, seconds, then each k. Prints a line a k: k, queries a second, and the
 * milliseconds of processor time that a query took.
 */
public final class AnseriniSearch {
  private AnseriniSearch() {}

  public static void main(String[] args) throws IOException {
    List<String> ids = new ArrayList<>();
    List<Map<String, Integer>> queries = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      String[] columns = line.split("\t");
      Map<String, Integer> query = new HashMap<>();
      for (String token : columns[1].split("\\s+")) {
        query.merge(token, 1, Integer::sum);
      }
      ids.add(columns[0]);
      queries.add(query);
    }
    int threads = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    try (SimpleImpactSearcher searcher = new SimpleImpactSearcher(args[0])) {
      for (int i = 4; i < args.length; i++) {
        int k = Integer.parseInt(args[i]);
        searcher.batch_search(queries, ids, k, threads);
        run(searcher, queries, ids, k, threads, seconds / 2);
        System.out.println(k + " " + run(searcher, queries, ids, k, threads, seconds));
      }
    }
  }

  private static String run(
      SimpleImpactSearcher searcher,
      List<Map<String, Integer>> queries,
      List<String> ids,
      int k,
      int threads,
      double seconds) {
    long start = System.nanoTime();
    long cpu = processorTime();
    int done = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      done += searcher.batch_search(queries, ids, k, threads).size();
    }
    double taken = (System.nanoTime() - start) / 1e9;
    return done / taken + " " + (processorTime() - cpu) / 1e6 / done;
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
