package io.tserini.feedback;

import io.tserini.ranking.HitList;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.lucene.index.IndexReader;

/**
 * RM3 (Abdul-Jaleel et al., TREC 2004) as Anserini computes it. Each feedback document's vector is cut to its largest
 * weights and scaled to an L1 norm of 1; the relevance model is the sum of these, each times the document's score, cut
 * and scaled again; the new query mixes it with the query, scaled too.
 *
 * @param terms the terms that are kept of each document, and of the model
 * @param documents documents that are assumed to be relevant
 * @param queryWeight the query's share in the new one, 0 to 1
 * @param filterTerms take only terms of ASCII lower-case letters and digits
 */
public record Rm3(int terms, int documents, float queryWeight, boolean filterTerms) implements Feedback {
  private static final Predicate<String> PLAIN = Pattern.compile("[a-z0-9]+").asMatchPredicate();

  @Override
  public int hitsNeeded(int k) {
    return Math.min(documents, k);
  }

  @Override
  public Map<String, Float> expand(Map<String, Float> query, HitList hits, IndexReader reader) throws IOException {
    FeatureVector original = FeatureVector.ofQuery(query);
    original.divideBy(original.l1Norm());
    FeatureVector model = relevanceModel(hits, new FeedbackVectors(reader, Fields.CONTENTS));
    Set<String> vocabulary = new HashSet<>(original.terms());
    vocabulary.addAll(model.terms());
    FeatureVector mixed = new FeatureVector();
    for (String term : vocabulary) {
      mixed.add(term, (float) (queryWeight * original.get(term) + (1.0 - queryWeight) * model.get(term)));
    }
    return mixed.asMap();
  }

  private FeatureVector relevanceModel(HitList hits, FeedbackVectors source) throws IOException {
    int[] docs = hits.docs(0, Math.min(documents, hits.size()));
    FeatureVector[] vectors = source.of(docs, filterTerms ? PLAIN : term -> true);
    for (FeatureVector vector : vectors) {
      vector.keepLargest(terms);
    }
    FeatureVector model = FeatureVector.sum(vectors, FeatureVector::l1Norm, hits::score).keepLargest(terms);
    return model.divideBy(model.l1Norm());
  }
}
