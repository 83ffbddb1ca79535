package io.tserini.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.TseriniException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextAnalyzerTest {
  private static List<String> terms(AnalyzerOptions options, String text) throws Exception {
    return new TextAnalyzer(options).terms(text);
  }

  @Test
  void stemsAsAsked() throws Exception {
    AnalyzerOptions options = new AnalyzerOptions();
    assertEquals(List.of("gener"), terms(options, "generalizations"));
    options.stemmer = "krovetz";
    assertEquals(List.of("generalization"), terms(options, "generalizations"));
    options.stemmer = "none";
    assertEquals(List.of("generalizations"), terms(options, "generalizations"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "pl", "uk"})
  void namesTheModuleThatALanguageNeeds(String language) {
    AnalyzerOptions options = new AnalyzerOptions();
    options.language = language;
    TseriniException e = assertThrows(TseriniException.class, () -> new TextAnalyzer(options));
    assertTrue(e.getMessage().startsWith("USAGE|language \"" + language + "\" needs Lucene's module"));
  }

  @Test
  void servesManyThreads() throws Exception {
    TextAnalyzer analyzer = new TextAnalyzer(new AnalyzerOptions());
    Callable<Void> work = () -> {
      for (int i = 0; i < 500; i++) {
        String number = Thread.currentThread().threadId() + "x" + i;
        assertEquals(List.of("patient", number), analyzer.terms("the patients " + number));
      }
      return null;
    };
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> all = IntStream.range(0, 8).mapToObj(i -> work).toList();
      for (Future<Void> done : threads.invokeAll(all)) {
        done.get();
      }
    }
  }
}
