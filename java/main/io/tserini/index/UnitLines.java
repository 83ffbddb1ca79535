package io.tserini.index;

import java.util.ArrayList;
import java.util.List;

/** Reads the lines in which the TypeScript side sends units of records. */
final class UnitLines {
  private final String text;
  private int position;

  private UnitLines(String text) {
    this.text = text;
  }

  /**
   * @param replace what is added takes the place of a document of the same id
   */
  static List<RecordUnit> parse(String text, boolean replace) {
    UnitLines lines = new UnitLines(text);
    List<RecordUnit> units = new ArrayList<>();
    while (lines.position < text.length()) {
      units.add(lines.unit(replace));
    }
    return units;
  }

  private RecordUnit unit(boolean replace) {
    String[] words = line().split(" ");
    RecordUnit.Kind kind = RecordUnit.Kind.valueOf(words[0]);
    int count = Integer.parseInt(words[1]);
    List<String> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(line());
    }
    return new RecordUnit(kind == RecordUnit.Kind.ADD && replace ? RecordUnit.Kind.UPDATE : kind, records);
  }

  private String line() {
    int start = position;
    int end = text.indexOf('\n', start);
    position = end + 1;
    return text.substring(start, end);
  }
}
