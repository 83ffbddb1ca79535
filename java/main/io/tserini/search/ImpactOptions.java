package io.tserini.search;

/**
 * How an impact search is done, apart from its query.
 *
 * @param minIdf terms with {@code ln(N / df)} at or below this are dropped, each in its field
 * @param fields the fields to search, joined by newlines
 * @param boosts the factor of a term's weight in each field
 * @param queryCut how many of the query's terms retrieve the candidates of a two-phase search; 0 for all terms in one
 *     phase
 * @param rescore how many candidates a two-phase search retrieves
 * @param filter which documents are found; null for all
 */
public record ImpactOptions(
    double minIdf, String fields, float[] boosts, int queryCut, int rescore, Filter filter) {
  String[] fieldNames() {
    return fields.split("\n");
  }
}
