package io.tserini.analysis;

/** How text becomes terms. The TypeScript side sets the fields one by one. */
public final class AnalyzerOptions {
  /** A code of {@link LanguageAnalyzers}, or "en". */
  public String language = "en";
  /** English: {@code porter}, {@code krovetz} or {@code none}. */
  public String stemmer = "porter";
  /** English: stop words are kept. */
  public boolean keepStopwords;
  /** English: stop words, joined by newlines; null for Lucene's list. */
  public String stopwords;
  /** The text is terms already, separated by white space. */
  public boolean pretokenized;

  public AnalyzerOptions() {}
}
