package io.tserini.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PythonJsonTest {
  private static String json(String text) {
    StringBuilder json = new StringBuilder();
    PythonJson.append(json, text);
    return json.toString();
  }

  @Test
  void writesAsciiThatReadsBackAsTheSameText() throws IOException {
    Random random = new Random(12);
    StringBuilder text = new StringBuilder();
    random.ints(2000, 0, 0x250).forEach(text::appendCodePoint);
    random.ints(2000, 0x10000, 0x110000).forEach(text::appendCodePoint);
    String json = json(text.toString());
    assertTrue(json.chars().allMatch(unit -> unit >= ' ' && unit <= '~'));
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      assertEquals(text.toString(), parser.getText());
    }
  }

  @Test
  void escapesAsTheExamplesOfPythonsDocumentationDo() {
    assertEquals("\"\\\"foo\\bar\"", json("\"foo\bar"));
    assertEquals("\"\\u1234\"", json("\u1234"));
    assertEquals("\"\\\\\"", json("\\"));
  }
}
