package io.tserini.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines in which the TypeScript side sends units of records. */
final class UnitLines {
  private final byte[] bytes;
  private int position;

  private UnitLines(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param replace what is added takes the place of a document of the same id
   */
  static List<RecordUnit> parse(byte[] bytes, boolean replace) {
    UnitLines lines = new UnitLines(bytes);
    List<RecordUnit> units = new ArrayList<>();
    while (lines.position < bytes.length) {
      units.add(lines.unit(replace));
    }
    return units;
  }

  private RecordUnit unit(boolean replace) {
    int start = position;
    String[] words = new String(bytes, start, endOfLine() - start, StandardCharsets.UTF_8).split(" ");
    RecordUnit.Kind kind = RecordUnit.Kind.valueOf(words[0]);
    int count = Integer.parseInt(words[1]);
    List<Batch> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int first = position;
      records.add(Batch.ofLines("record", i + 1L, bytes, first, endOfLine()));
    }
    return new RecordUnit(kind == RecordUnit.Kind.ADD && replace ? RecordUnit.Kind.UPDATE : kind, records);
  }

  /** Moves behind the next newline. @return its position */
  private int endOfLine() {
    int end = position;
    while (bytes[end] != '\n') {
      end++;
    }
    position = end + 1;
    return end;
  }
}
