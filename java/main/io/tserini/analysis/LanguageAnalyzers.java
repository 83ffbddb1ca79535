package io.tserini.analysis;

import io.tserini.bridge.TseriniException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.te.TeluguAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/**
 * Lucene's analyzers of languages other than English, by two-letter code (Sorani: ckb).
 *
 * <p>Their terms equal those of Anserini 1.5 on Lucene 9.9, except for two languages that Lucene 10 changed: Persian is
 * stemmed, and Thai has fewer stop words.
 */
public final class LanguageAnalyzers {
  private static final Map<String, Supplier<Analyzer>> BY_CODE = new TreeMap<>();
  /** Languages that Anserini supports and this package does not, with the Lucene module that they need. */
  private static final Map<String, String> ELSEWHERE = Map.of("ja", "kuromoji", "pl", "morfologik", "uk", "morfologik");

  static {
    // Anserini's codes.
    BY_CODE.put("ar", ArabicAnalyzer::new);
    BY_CODE.put("bn", BengaliAnalyzer::new);
    BY_CODE.put("da", DanishAnalyzer::new);
    BY_CODE.put("de", GermanAnalyzer::new);
    BY_CODE.put("es", SpanishAnalyzer::new);
    BY_CODE.put("fa", PersianAnalyzer::new);
    BY_CODE.put("fi", FinnishAnalyzer::new);
    BY_CODE.put("fr", FrenchAnalyzer::new);
    BY_CODE.put("hi", HindiAnalyzer::new);
    BY_CODE.put("hu", HungarianAnalyzer::new);
    BY_CODE.put("id", IndonesianAnalyzer::new);
    BY_CODE.put("it", ItalianAnalyzer::new);
    BY_CODE.put("ko", CJKAnalyzer::new);
    BY_CODE.put("nl", DutchAnalyzer::new);
    BY_CODE.put("no", NorwegianAnalyzer::new);
    BY_CODE.put("pt", PortugueseAnalyzer::new);
    BY_CODE.put("ru", RussianAnalyzer::new);
    BY_CODE.put("sv", SwedishAnalyzer::new);
    BY_CODE.put("te", TeluguAnalyzer::new);
    BY_CODE.put("th", ThaiAnalyzer::new);
    BY_CODE.put("tr", TurkishAnalyzer::new);
    BY_CODE.put("zh", CJKAnalyzer::new);
    for (String code : new String[] {"ha", "so", "sw", "yo"}) {
      BY_CODE.put(code, WhitespaceAnalyzer::new);
    }
    // Languages that only Lucene supports; Anserini would analyze them as English.
    BY_CODE.put("bg", BulgarianAnalyzer::new);
    BY_CODE.put("ca", CatalanAnalyzer::new);
    BY_CODE.put("ckb", SoraniAnalyzer::new);
    BY_CODE.put("cs", CzechAnalyzer::new);
    BY_CODE.put("el", GreekAnalyzer::new);
    BY_CODE.put("et", EstonianAnalyzer::new);
    BY_CODE.put("eu", BasqueAnalyzer::new);
    BY_CODE.put("ga", IrishAnalyzer::new);
    BY_CODE.put("gl", GalicianAnalyzer::new);
    BY_CODE.put("hy", ArmenianAnalyzer::new);
    BY_CODE.put("lt", LithuanianAnalyzer::new);
    BY_CODE.put("lv", LatvianAnalyzer::new);
    BY_CODE.put("ne", NepaliAnalyzer::new);
    BY_CODE.put("ro", RomanianAnalyzer::new);
    BY_CODE.put("sr", SerbianAnalyzer::new);
    BY_CODE.put("ta", TamilAnalyzer::new);
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
