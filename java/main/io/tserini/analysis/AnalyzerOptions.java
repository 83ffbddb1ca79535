package io.tserini.analysis;

/** How text becomes terms. The TypeScript side sets the fields one by one. */
public final class AnalyzerOptions {
  /** A code of {@link LanguageAnalyzers}, or "en". */
  public String language = "en";
  /** English: {@code porter}, {@code krovetz} or {@code none}. */
  public String stemmer = "porter";
  /** English: no word is dropped. */
  public boolean keepStopwords;
  /** English: a file with a word a line, in place of Lucene's own list; null for that one. */
  public String stopwords;
  /** The text is terms already, parted by white space. */
  public boolean pretokenized;

  public AnalyzerOptions() {}
}
