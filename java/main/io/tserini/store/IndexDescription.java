package io.tserini.store;

import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;

/**
 * What an index is, by its own record or, where another program made it, by its contents. Whatever depends on the kind
 * of an index asks here: what it surely cannot do is refused, what it probably cannot do is a warning.
 */
public final class IndexDescription {
  /** Facts that decide what a term and a score are: they are the same in all of an index. */
  private static final List<String> DECISIVE =
      List.of(
          IndexRecord.KIND, IndexRecord.RECORDS, "language", "stemmer", "stopwords", "pretokenized",
          IndexRecord.LENGTHS, IndexRecord.FIELD_TYPES, IndexRecord.INDEXED_TEXT);

  /** Facts that Lucene wants to be the same in all of a field. */
  private static final List<String> UNIFORM = List.of(IndexRecord.POSITIONS, IndexRecord.DOCVECTORS);

  private static final String RANGE = "weights.range";
  private static final String STEPS = "weights.steps";
  private static final String SCALE = "weights.scale";
  private static final String ENCODING = "encoding.";

  private final SortedMap<String, String> facts;
  private final boolean isRecorded;
  private final FrequencyKind contents;

  private IndexDescription(SortedMap<String, String> facts, boolean isRecorded, FrequencyKind contents) {
    this.facts = facts;
    this.isRecorded = isRecorded;
    this.contents = contents;
  }

  /** @param field the field by whose contents an index without a record is judged */
  public static IndexDescription of(DirectoryReader reader, String field) throws IOException {
    SortedMap<String, String> recorded = IndexRecord.read(reader.getIndexCommit().getUserData());
    if (recorded.containsKey(IndexRecord.KIND)) {
      return ofFacts(recorded);
    }
    FrequencyKind contents = FrequencyKind.of(reader, field);
    TreeMap<String, String> judged = new TreeMap<>();
    if (contents != FrequencyKind.UNKNOWN) {
      judged.put(IndexRecord.KIND, contents.isImpact() ? IndexRecord.IMPACT : IndexRecord.TEXT);
    }
    FieldInfos infos = FieldInfos.getMergedFieldInfos(reader);
    List<String> indexed = new ArrayList<>();
    List<String> strings = new ArrayList<>();
    for (FieldInfo info : infos) {
      if (info.getIndexOptions() != IndexOptions.NONE && !info.name.equals(Fields.ID)) {
        indexed.add(info.name);
        if (info.getIndexOptions() == IndexOptions.DOCS && !info.hasNorms()) {
          strings.add(FieldTypes.encode(info.name));
        }
      }
    }
    judged.put("fields", indexed.stream().sorted().collect(Collectors.joining(" ")));
    judged.put("strings", strings.stream().sorted().collect(Collectors.joining(" ")));
    judged.put(IndexRecord.DOCUMENTS, String.valueOf(reader.numDocs()));
    FieldInfo info = infos.fieldInfo(field);
    if (info != null) {
      boolean positions = info.getIndexOptions().compareTo(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS) >= 0;
      judged.put(IndexRecord.POSITIONS, yesOrNo(positions));
      judged.put(IndexRecord.DOCVECTORS, yesOrNo(info.hasTermVectors()));
    }
    return new IndexDescription(judged, false, contents);
  }

  /** By the facts of a record. */
  public static IndexDescription ofFacts(Map<String, String> facts) {
    boolean impact = facts.get(IndexRecord.KIND).equals(IndexRecord.IMPACT);
    return new IndexDescription(new TreeMap<>(facts), true, impact ? FrequencyKind.WEIGHTS : FrequencyKind.COUNTS);
  }

  private static String yesOrNo(boolean value) {
    return value ? "yes" : "no";
  }

  /** The index's own record; empty if it has none. */
  public Map<String, String> record() {
    return isRecorded ? facts : Map.of();
  }

  /** Whether frequencies are impacts; a field that nothing is known of counts as one of impacts. */
  public boolean isImpact() {
    return contents.isImpact();
  }

  /** The field whose frequencies are counts of words, for BM25. */
  public String textField() {
    return facts.containsKey(IndexRecord.INDEXED_TEXT) ? Fields.TEXT : Fields.CONTENTS;
  }

  /** {@code int32 recorded, text warning, int32 n}, then n times {@code text name, text value}. */
  public byte[] toBytes(String warning) {
    ByteWriter bytes = new ByteWriter().int32(isRecorded ? 1 : 0).text(warning).int32(facts.size());
    facts.forEach((name, value) -> bytes.text(name).text(value));
    return bytes.toBytes();
  }

  /** What a way of searching needs. */
  public interface Requirement {
    /**
     * @param path the index's folder, for messages
     * @return a warning; empty if the index is surely of the right kind
     * @throws TseriniException if it is surely of another
     */
    String check(IndexDescription index, String path) throws TseriniException;
  }

  /** For a search by impact: frequencies are weights. */
  public String requireImpacts(String path) throws TseriniException {
    if (isRecorded) {
      boolean vectors = "JsonVectorCollection".equals(facts.get(IndexRecord.RECORDS));
      if (contents == FrequencyKind.COUNTS && !vectors) {
        throw refusal("whose frequencies are no weights: search it with BM25 (--bm25), not by impact", path);
      }
      return "";
    }
    return contents == FrequencyKind.COUNTS || contents == FrequencyKind.FEATURES
        ? "this looks like " + summary() + ", and its frequencies are taken as weights: " + path
        : "";
  }

  /** For what takes each frequency for a weight, and not for a count or the bits of a float. */
  public void requireWeights(String path) throws TseriniException {
    boolean vectors = "JsonVectorCollection".equals(facts.get(IndexRecord.RECORDS));
    if (contents == FrequencyKind.COUNTS && !vectors || contents == FrequencyKind.FEATURES) {
      throw refusal("whose frequencies are no weights: only an impact index can be written like this", path);
    }
  }

  /** For BM25 and query likelihood: frequencies are counts, and lengths are stored. */
  public String requireCounts(String path) throws TseriniException {
    if (textField().equals(Fields.TEXT)) {
      return "";
    }
    if (contents == FrequencyKind.WEIGHTS) {
      throw refusal("without the lengths that BM25 needs: search it by impact (--impact)", path);
    }
    return contents == FrequencyKind.FEATURES ? "this looks like " + summary() + ", not words: " + path : "";
  }

  private TseriniException refusal(String what, String path) {
    return new TseriniException("INDEX", "this is " + summary() + ", " + what + ": " + path);
  }

  /**
   * Refuses to add documents that are indexed in another way.
   *
   * @param added the facts about them
   */
  public void requireAppendable(Map<String, String> added, Map<String, String> collection, String path)
      throws TseriniException {
    requireSame(added, Stream.concat(DECISIVE.stream(), UNIFORM.stream()).toList(), "what is added has", path);
    String model = collection.get("model.sha256");
    for (int i = 0; model != null && facts.containsKey("collection." + i + ".name"); i++) {
      String before = facts.getOrDefault("collection." + i + ".model.sha256", model);
      if (!before.equals(model)) {
        throw refusal(
            "and what is added was encoded by another model, " + collection.get("model"), path);
      }
    }
    for (int i = 0; i < IndexRecord.collections(facts); i++) {
      requireSameWeights(IndexRecord.collection(facts, i), collection, path);
      requireSameEncoding(IndexRecord.collection(facts, i), collection, path);
    }
  }

  /** Settings of the encoder are comparable where both have them. */
  private void requireSameEncoding(Map<String, String> before, Map<String, String> added, String path)
      throws TseriniException {
    List<String> names = Stream.of(before, added)
        .flatMap(facts -> facts.keySet().stream())
        .filter(name -> name.startsWith(ENCODING))
        .distinct()
        .sorted()
        .toList();
    if (Stream.of(before, added).anyMatch(facts -> facts.keySet().stream().noneMatch(name -> name.startsWith(ENCODING)))) {
      return;
    }
    for (String name : names) {
      String mine = before.getOrDefault(name, "none");
      String theirs = added.getOrDefault(name, "none");
      if (!mine.equals(theirs)) {
        String setting = name.substring(ENCODING.length());
        throw refusal(
            "whose documents were encoded with " + setting + " " + mine + "; those of what is added have " + setting
                + " " + theirs, path);
      }
    }
  }

  private void requireSameWeights(Map<String, String> before, Map<String, String> added, String path)
      throws TseriniException {
    boolean isKnown = haveKnownWeights(before);
    boolean areScaled = before.containsKey(SCALE) && added.containsKey(SCALE);
    boolean comparable = isKnown == haveKnownWeights(added) && (isKnown || areScaled);
    if (comparable && weightScale(before) != weightScale(added)) {
      throw refusal(
          "whose weights are multiplied by " + weightScale(before) + "; those of what is added are multiplied by "
              + weightScale(added), path);
    }
  }

  /** Whether it is recorded how the weights of a model became those of a collection. */
  private static boolean haveKnownWeights(Map<String, String> collection) {
    return collection.containsKey(STEPS) || collection.containsKey("weights.raw");
  }

  /** What the weights of a model, or of a collection of which no more is known, were multiplied by. */
  private static double weightScale(Map<String, String> collection) {
    double scale = Double.parseDouble(collection.getOrDefault(SCALE, "1"));
    double steps = Double.parseDouble(collection.getOrDefault(STEPS, "1"));
    return steps / Double.parseDouble(collection.getOrDefault(RANGE, "1")) * scale;
  }

  /** Refuses a commit in place of this one that was indexed in another way: queries are prepared for this one. */
  public void requireSuccessor(IndexDescription next, String path) throws TseriniException {
    requireSame(next.facts, DECISIVE, "the one that replaced it has", path);
  }

  private void requireSame(Map<String, String> other, List<String> names, String whose, String path)
      throws TseriniException {
    for (String name : names) {
      String mine = facts.getOrDefault(name, "");
      String theirs = other.getOrDefault(name, "");
      // What is judged by contents may lack a fact.
      boolean comparable = isRecorded || !mine.isEmpty();
      if (comparable && !theirs.equals(mine) && !(isJudged(other) && theirs.isEmpty())) {
        throw refusal("with " + name + " " + orNone(mine) + "; " + whose + " " + name + " " + orNone(theirs), path);
      }
    }
  }

  private static boolean isJudged(Map<String, String> facts) {
    return !facts.containsKey(IndexRecord.LENGTHS);
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "none" : value;
  }

  /** The index in a few words: "a text index (JsonCollection nfcorpus, language en, stemmer krovetz)". */
  private String summary() {
    if (contents == FrequencyKind.FEATURES) {
      return "an index of Lucene's FeatureField, whose frequencies are the bits of floats";
    }
    String kind = isImpact() ? "an impact index" : "a text index";
    if (!isRecorded) {
      return kind + " by its contents";
    }
    List<String> words = new ArrayList<>();
    words.add(facts.getOrDefault(IndexRecord.RECORDS, "") + " " + facts.getOrDefault("collection.0.name", ""));
    for (String name : List.of("collection.0.model", "language", "stemmer")) {
      if (facts.containsKey(name)) {
        words.add(name.replace("collection.0.", "") + " " + facts.get(name));
      }
    }
    if (facts.containsKey("pretokenized")) {
      words.add("pretokenized");
    }
    return kind + " (" + String.join(", ", words) + ")";
  }
}
