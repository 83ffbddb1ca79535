package io.tserini.scoring;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** A term of a query: a document that has it in the field gains weight × frequency. */
public record WeightedTerm(String field, BytesRef term, float weight) {
  /**
   * Reads a query.
   *
   * @param query one line per term: its weight, a space, and the term, which contains no white space
   */
  public static List<WeightedTerm> parse(String query, String field) {
    List<WeightedTerm> terms = new ArrayList<>();
    for (int start = 0; start < query.length(); ) {
      int space = query.indexOf(' ', start);
      int newline = query.indexOf('\n', space);
      int end = newline < 0 ? query.length() : newline;
      float weight = Float.parseFloat(query.substring(start, space));
      terms.add(new WeightedTerm(field, new BytesRef(query.substring(space + 1, end)), weight));
      start = end + 1;
    }
    return terms;
  }
}
