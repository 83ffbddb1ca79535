package io.tserini.scoring;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;

/**
 * Weights the terms of a query by BM25, as if it were a document of the index: idf × f / (f + k1 × (1 − b + b × length /
 * average length)), in float32 as Anserini's QuerySideBm25QueryGenerator. For long queries, where a term that is repeated
 * should not count as often as it occurs.
 */
public record QuerySideBm25(float k1, float b) {
  /** The weight of each term; the statistics are those of the field. */
  public Map<String, Float> weights(IndexReader reader, String field, List<String> terms) throws IOException {
    Map<String, Float> weights = new HashMap<>();
    terms.forEach(term -> weights.merge(term, 1f, Float::sum));
    int documents = reader.getDocCount(field);
    float average = reader.getSumTotalTermFreq(field) / (float) documents;
    float saturation = k1 * (1 - b + b * (terms.size() / average));
    for (Map.Entry<String, Float> entry : weights.entrySet()) {
      long df = reader.docFreq(new Term(field, entry.getKey()));
      float idf = (float) Math.log(1 + (documents - df + 0.5) / (df + 0.5));
      float count = entry.getValue();
      entry.setValue(idf * (count / (count + saturation)));
    }
    return weights;
  }
}
