package io.tserini.analysis;

import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Turns text into terms as the options say. Thread-safe. */
public final class TextAnalyzer {
  private final Analyzer analyzer;

  /** Makes an analyzer: {@link #TextAnalyzer}. */
  public static int startCreate(AnalyzerOptions options) {
    return Calls.start(() -> new TextAnalyzer(options));
  }

  public TextAnalyzer(AnalyzerOptions options) throws TseriniException {
    this.analyzer = analyzer(options);
  }

  public Analyzer lucene() {
    return analyzer;
  }

  /** The terms of a text in order, joined by newlines, in UTF-8. */
  public byte[] analyze(String text) throws IOException {
    return String.join("\n", terms(text)).getBytes(StandardCharsets.UTF_8);
  }

  /** The terms of a text in order. */
  public List<String> terms(String text) throws IOException {
    List<String> terms = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        if (term.length() > 0) {
          terms.add(term.toString());
        }
      }
      stream.end();
    }
    return terms;
  }

  private static Analyzer analyzer(AnalyzerOptions options) throws TseriniException {
    boolean english = options.language.equals("en");
    boolean isDefault = options.stemmer.equals("porter") && !options.keepStopwords && options.stopwords == null;
    if (options.pretokenized) {
      if (!english || !isDefault) {
        throw new TseriniException(
            "USAGE", "pretokenized text is indexed as it is, so it excludes a language, a stemmer and stop words");
      }
      return new WhitespaceAnalyzer();
    }
    if (english) {
      return new EnglishTextAnalyzer(stopwords(options), options.stemmer);
    }
    if (!isDefault) {
      throw new TseriniException(
          "USAGE", "stemmer and stop words can be chosen for English only; language \"" + options.language
              + "\" has its own");
    }
    return LanguageAnalyzers.create(options.language);
  }

  private static CharArraySet stopwords(AnalyzerOptions options) throws TseriniException {
    if (options.keepStopwords && options.stopwords != null) {
      throw new TseriniException("USAGE", "keepStopwords and a file of stop words exclude each other");
    }
    if (options.keepStopwords) {
      return CharArraySet.EMPTY_SET;
    }
    return options.stopwords == null
        ? EnglishAnalyzer.ENGLISH_STOP_WORDS_SET
        : new CharArraySet(List.of(options.stopwords.split("\n")), false);
  }
}
