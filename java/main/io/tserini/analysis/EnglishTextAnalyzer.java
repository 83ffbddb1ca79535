package io.tserini.analysis;

import io.tserini.bridge.TseriniException;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.StopwordAnalyzerBase;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Analyzes English as Anserini does by default: Unicode word boundaries, possessive 's removed, lower case, stop words
 * removed, stemmed.
 */
final class EnglishTextAnalyzer extends StopwordAnalyzerBase {
  private final String stemmer;

  /** @param stemmer {@code porter}, {@code krovetz} or {@code none} */
  EnglishTextAnalyzer(CharArraySet stopwords, String stemmer) throws TseriniException {
    super(stopwords);
    if (!stemmer.matches("porter|krovetz|none")) {
      throw new TseriniException("USAGE", "no stemmer \"" + stemmer + "\"; available: porter, krovetz, none");
    }
    this.stemmer = stemmer;
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new StandardTokenizer();
    TokenStream kept = new StopFilter(new LowerCaseFilter(new EnglishPossessiveFilter(words)), stopwords);
    TokenStream stems = switch (stemmer) {
      case "porter" -> new PorterStemFilter(kept);
      case "krovetz" -> new KStemFilter(kept);
      default -> kept;
    };
    return new TokenStreamComponents(words, stems);
  }

  @Override
  protected TokenStream normalize(String field, TokenStream in) {
    return new LowerCaseFilter(in);
  }
}
