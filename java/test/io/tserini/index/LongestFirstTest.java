package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class LongestFirstTest {
  private final Queue<Batch> batches = new ArrayDeque<>();

  private boolean addBatches(String text, int batchBytes) {
    return LongestFirst.addBatches(batches, 5, "docs.jsonl", text.getBytes(StandardCharsets.UTF_8), batchBytes);
  }

  private static List<String> lines(Batch batch) {
    List<String> lines = new ArrayList<>();
    String[] texts = new String(batch.bytes(), batch.start(), batch.end() - batch.start(), StandardCharsets.UTF_8).split("\n");
    for (int i = 0; i < texts.length; i++) {
      lines.add(batch.lineInFile(i + 1) + " " + texts[i]);
    }
    return lines;
  }

  @Test
  void ordersLinesByLengthAndKeepsTheirNumbers() {
    assertTrue(addBatches("{1}\r\n\n  {two}\t\n{2}\r{three}", 100));
    assertEquals(1, batches.size());
    assertEquals(List.of("5 {three}", "3 {two}", "1 {1}", "4 {2}"), lines(batches.peek()));
  }

  @Test
  void cutsBatchesThatHaveTheNumbersOfThoseAfterTheFirst() {
    assertTrue(addBatches("{1}\n{22}\n{333}\n", 7));
    List<Batch> all = List.copyOf(batches);
    assertEquals(List.of(5, 6), all.stream().map(Batch::number).toList());
    assertEquals(List.of("3 {333}", "2 {22}"), lines(all.get(0)));
    assertEquals(List.of("1 {1}"), lines(all.get(1)));
  }

  @Test
  void givesTheLinesAfterOneThatIsInvalid() {
    assertTrue(addBatches("{1}\n{22}\n{333}\n", 100));
    Batch batch = batches.poll();
    assertEquals(List.of("2 {22}", "1 {1}"), lines(batch.after(1)));
    assertEquals(List.of("1 {1}"), lines(batch.after(1).after(1)));
    assertNull(batch.after(3));
  }

  @Test
  void leavesFilesWhoseRecordsMayTakeSeveralLines() {
    for (String text : List.of("{\"id\":\n\"a\"}\n{}", "[{},\n{}]", "{}\n{", "not JSON")) {
      assertFalse(addBatches(text, 100), text);
      assertEquals(0, batches.size());
    }
  }
}
