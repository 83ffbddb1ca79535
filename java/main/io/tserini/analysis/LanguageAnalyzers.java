package io.tserini.analysis;

import io.tserini.bridge.TseriniException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;

/**
 * Lucene's analyzers of languages other than English, by two-letter code (Sorani: ckb).
 *
 * <p>Their terms equal those of Anserini 1.5 on Lucene 9.9, except for two languages that Lucene 10 changed: Persian is
 * stemmed, and Thai has fewer stop words.
 */
final class LanguageAnalyzers {
  private static final Map<String, Supplier<Analyzer>> BY_CODE = new TreeMap<>();
  /** Languages that Anserini supports and this package does not, with the Lucene module that they need. */
  private static final Map<String, String> ELSEWHERE = Map.of("ja", "kuromoji", "pl", "morfologik", "uk", "morfologik");

  static {
    // Anserini's codes.
    BY_CODE.put("ar", org.apache.lucene.analysis.ar.ArabicAnalyzer::new);
    BY_CODE.put("bn", org.apache.lucene.analysis.bn.BengaliAnalyzer::new);
    BY_CODE.put("da", org.apache.lucene.analysis.da.DanishAnalyzer::new);
    BY_CODE.put("de", org.apache.lucene.analysis.de.GermanAnalyzer::new);
    BY_CODE.put("es", org.apache.lucene.analysis.es.SpanishAnalyzer::new);
    BY_CODE.put("fa", org.apache.lucene.analysis.fa.PersianAnalyzer::new);
    BY_CODE.put("fi", org.apache.lucene.analysis.fi.FinnishAnalyzer::new);
    BY_CODE.put("fr", org.apache.lucene.analysis.fr.FrenchAnalyzer::new);
    BY_CODE.put("hi", org.apache.lucene.analysis.hi.HindiAnalyzer::new);
    BY_CODE.put("hu", org.apache.lucene.analysis.hu.HungarianAnalyzer::new);
    BY_CODE.put("id", org.apache.lucene.analysis.id.IndonesianAnalyzer::new);
    BY_CODE.put("it", org.apache.lucene.analysis.it.ItalianAnalyzer::new);
    BY_CODE.put("ko", CJKAnalyzer::new);
    BY_CODE.put("nl", org.apache.lucene.analysis.nl.DutchAnalyzer::new);
    BY_CODE.put("no", org.apache.lucene.analysis.no.NorwegianAnalyzer::new);
    BY_CODE.put("pt", org.apache.lucene.analysis.pt.PortugueseAnalyzer::new);
    BY_CODE.put("ru", org.apache.lucene.analysis.ru.RussianAnalyzer::new);
    BY_CODE.put("sv", org.apache.lucene.analysis.sv.SwedishAnalyzer::new);
    BY_CODE.put("te", org.apache.lucene.analysis.te.TeluguAnalyzer::new);
    BY_CODE.put("th", org.apache.lucene.analysis.th.ThaiAnalyzer::new);
    BY_CODE.put("tr", org.apache.lucene.analysis.tr.TurkishAnalyzer::new);
    BY_CODE.put("zh", CJKAnalyzer::new);
    for (String code : new String[] {"ha", "so", "sw", "yo"}) {
      BY_CODE.put(code, org.apache.lucene.analysis.core.WhitespaceAnalyzer::new);
    }
    // Languages that only Lucene supports; Anserini would analyze them as English.
    BY_CODE.put("bg", org.apache.lucene.analysis.bg.BulgarianAnalyzer::new);
    BY_CODE.put("ca", org.apache.lucene.analysis.ca.CatalanAnalyzer::new);
    BY_CODE.put("ckb", org.apache.lucene.analysis.ckb.SoraniAnalyzer::new);
    BY_CODE.put("cs", org.apache.lucene.analysis.cz.CzechAnalyzer::new);
    BY_CODE.put("el", org.apache.lucene.analysis.el.GreekAnalyzer::new);
    BY_CODE.put("et", org.apache.lucene.analysis.et.EstonianAnalyzer::new);
    BY_CODE.put("eu", org.apache.lucene.analysis.eu.BasqueAnalyzer::new);
    BY_CODE.put("ga", org.apache.lucene.analysis.ga.IrishAnalyzer::new);
    BY_CODE.put("gl", org.apache.lucene.analysis.gl.GalicianAnalyzer::new);
    BY_CODE.put("hy", org.apache.lucene.analysis.hy.ArmenianAnalyzer::new);
    BY_CODE.put("lt", org.apache.lucene.analysis.lt.LithuanianAnalyzer::new);
    BY_CODE.put("lv", org.apache.lucene.analysis.lv.LatvianAnalyzer::new);
    BY_CODE.put("ne", org.apache.lucene.analysis.ne.NepaliAnalyzer::new);
    BY_CODE.put("ro", org.apache.lucene.analysis.ro.RomanianAnalyzer::new);
    BY_CODE.put("sr", org.apache.lucene.analysis.sr.SerbianAnalyzer::new);
    BY_CODE.put("ta", org.apache.lucene.analysis.ta.TamilAnalyzer::new);
  }

  private LanguageAnalyzers() {}

  static Analyzer create(String code) throws TseriniException {
    Supplier<Analyzer> analyzer = BY_CODE.get(code);
    if (analyzer != null) {
      return analyzer.get();
    }
    if (ELSEWHERE.containsKey(code)) {
      throw new TseriniException(
          "USAGE", "language \"" + code + "\" needs Lucene's module " + ELSEWHERE.get(code)
              + ", which this package does not contain; tokenize the text beforehand and use pretokenized");
    }
    TreeSet<String> known = new TreeSet<>(BY_CODE.keySet());
    known.add("en");
    throw new TseriniException("USAGE", "no language \"" + code + "\"; available: " + String.join(", ", known));
  }
}
