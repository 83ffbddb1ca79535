package io.tserini.search;

/** How an impact search is done, apart from its query. */
public final class ImpactOptions {
  final double minIdf;
  final String[] fields;
  final float[] boosts;
  final int queryCut;
  final int rescore;

  /**
   * @param minIdf terms with {@code ln(N / df)} at or below this are dropped, each in its field
   * @param fields the fields to search, joined by newlines
   * @param boosts what the weights of terms are multiplied with in each field
   * @param queryCut how many of the query's terms retrieve the candidates of a two-phase search; 0 for all terms in one
   *     phase
   * @param rescore how many candidates a two-phase search retrieves
   */
  public ImpactOptions(double minIdf, String fields, float[] boosts, int queryCut, int rescore) {
    this.minIdf = minIdf;
    this.fields = fields.split("\n");
    this.boosts = boosts;
    this.queryCut = queryCut;
    this.rescore = rescore;
  }
}
