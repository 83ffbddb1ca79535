package io.tserini.store;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an index says about itself: facts by their names, in the user data of its Lucene commit, where other programs
 * ignore them. Facts about the index have plain names ({@code kind}, {@code stemmer}); those about the collections that
 * were indexed into it start with {@code collection.} and a number from 0 ({@code collection.0.name}).
 */
public final class IndexRecord {
  public static final String KIND = "kind";
  public static final String IMPACT = "impact";
  public static final String TEXT = "text";
  /** The kind of the records, by Anserini's name of the collection. */
  public static final String RECORDS = "records";
  /** {@code yes} for an index of vectors whose texts are indexed, too, in the field {@link Fields#TEXT}. */
  public static final String INDEXED_TEXT = "text";
  /** How the lengths of documents are stored: {@code none}, {@code rounded} or {@code exact}. */
  public static final String LENGTHS = "lengths";
  public static final String POSITIONS = "positions";
  public static final String DOCVECTORS = "docvectors";
  /** The types of fields that filters compare: words of {@code name:type}. */
  static final String FIELD_TYPES = "fieldTypes";
  /** The number of documents in the index. */
  public static final String DOCUMENTS = "documents";

  private static final String PREFIX = "tserini.";
  private static final String COLLECTION = "collection.";
  /** Facts that two parts of an index may differ in: of the two, the record has all words. */
  private static final String[] UNITED = {"fields", "stores"};

  private IndexRecord() {}

  /** Reads lines of {@code name=value}. */
  public static SortedMap<String, String> parse(String lines) {
    TreeMap<String, String> facts = new TreeMap<>();
    lines.lines().forEach(line -> {
      int end = line.indexOf('=');
      facts.put(line.substring(0, end), line.substring(end + 1));
    });
    return facts;
  }

  /** The facts in a commit's user data; none if another program made the index. */
  public static SortedMap<String, String> read(Map<String, String> userData) {
    TreeMap<String, String> facts = new TreeMap<>();
    userData.forEach((key, value) -> {
      if (key.startsWith(PREFIX)) {
        facts.put(key.substring(PREFIX.length()), value);
      }
    });
    return Collections.unmodifiableSortedMap(facts);
  }

  /** How many collections the facts of an index name. */
  public static int collections(Map<String, String> facts) {
    int count = 0;
    while (facts.containsKey(COLLECTION + count + ".name")) {
      count++;
    }
    return count;
  }

  /** The facts about one of an index's collections, by their own names. */
  public static SortedMap<String, String> collection(Map<String, String> facts, int number) {
    String start = COLLECTION + number + ".";
    TreeMap<String, String> collection = new TreeMap<>();
    facts.forEach((name, value) -> {
      if (name.startsWith(start)) {
        collection.put(name.substring(start.length()), value);
      }
    });
    return collection;
  }

  /**
   * The facts of an index after more was indexed.
   *
   * @param before the facts of the index to which documents were added; empty for a new one
   * @param index the facts about what was indexed, whose {@link #DOCUMENTS} is the number in the whole index
   * @param collection those about its collection
   * @param number that of the collection
   */
  public static SortedMap<String, String> merge(
      Map<String, String> before, Map<String, String> index, Map<String, String> collection, int number) {
    TreeMap<String, String> facts = new TreeMap<>(before);
    facts.putAll(index);
    for (String name : UNITED) {
      facts.put(name, united(before.getOrDefault(name, ""), index.getOrDefault(name, "")));
    }
    for (Map.Entry<String, String> fact : collection.entrySet()) {
      facts.put(COLLECTION + number + "." + fact.getKey(), fact.getValue());
    }
    return facts;
  }

  /** Facts as the user data of a commit. */
  public static Map<String, String> userData(Map<String, String> facts) {
    TreeMap<String, String> userData = new TreeMap<>();
    facts.forEach((name, value) -> userData.put(PREFIX + name, value));
    return userData;
  }

  private static String united(String some, String others) {
    return Stream.of(some, others)
        .flatMap(words -> Stream.of(words.split(" ")))
        .filter(word -> !word.isEmpty())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
