package io.tserini.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;

final class BagOfWordsTest {
  private static Query term(String field, String text, float boost) {
    return new BoostQuery(new TermQuery(new Term(field, text)), boost);
  }

  private static Set<Query> clauses(Query query) {
    return ((BooleanQuery) query)
        .clauses().stream()
            .peek(clause -> assertEquals(BooleanClause.Occur.SHOULD, clause.occur()))
            .map(BooleanClause::query)
            .collect(Collectors.toSet());
  }

  @Test
  void countsRepeatedTerms() {
    Query query = BagOfWords.ofField("contents", List.of("heart", "lung", "heart"));
    assertEquals(Set.of(term("contents", "heart", 2), term("contents", "lung", 1)), clauses(query));
  }

  @Test
  void matchesNothingWithoutTerms() {
    assertEquals(Set.of(), clauses(BagOfWords.ofField("contents", List.of())));
  }

  @Test
  void boostsEachField() {
    List<String> terms = List.of("heart");
    Query sum = BagOfWords.ofFields(Map.of("title", 2f, "contents", 0.5f), terms);
    Set<Query> fields =
        Set.of(
            new BoostQuery(BagOfWords.ofField("title", terms), 2f),
            new BoostQuery(BagOfWords.ofField("contents", terms), 0.5f));
    assertEquals(fields, clauses(sum));
    Query best = BagOfWords.bestField(Map.of("title", 2f, "contents", 0.5f), terms, 0.3f);
    assertEquals(new DisjunctionMaxQuery(fields, 0.3f), best);
  }
}
