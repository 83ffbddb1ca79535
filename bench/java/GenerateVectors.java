import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Writes a JsonVectorCollection of any number of vectors, made of real ones: a passage's vector, of which {@value #KEPT}
 * of the terms stay, with their weights up to a fifth lower or higher, and the others are replaced by terms of a second
 * passage. Lengths, weights and document frequencies stay those of the real vectors, and each passage has several
 * relatives, as those of MS MARCO have, which were themselves retrieved for queries.
 *
 * <p>Arguments: a folder of vectors, how many to write, the seed, the order ({@code random}, or {@code clustered}: the
 * order of their ids, relatives side by side). Writes to standard output.
 */
public final class GenerateVectors {
  private static final double KEPT = 0.75;
  private static final int BUFFER_BYTES = 1 << 20;

  /** A passage: its id, and its tokens, by their numbers, with their weights. */
  private record Passage(String id, char[] tokens, short[] weights) {}

  /** Ids are a source and a number: {@code debian-12}. */
  private static final Comparator<Passage> BY_ID =
      Comparator.<Passage, String>comparing(passage -> passage.id().replaceAll("-\\d+$", ""))
          .thenComparingInt(passage -> passage.id().length())
          .thenComparing(Passage::id);

  private final List<Passage> passages = new ArrayList<>();
  /** By number: the token as JSON, its colon and a space. */
  private final List<byte[]> keys = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  private GenerateVectors() {}

  public static void main(String[] args) throws IOException {
    GenerateVectors generator = new GenerateVectors();
    try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
      for (Path file : files.filter(path -> path.toString().matches(".*\\.jsonl(\\.gz)?")).sorted().toList()) {
        generator.read(file);
      }
    }
    if (!args[3].equals("random") && !args[3].equals("clustered")) {
      throw new IllegalArgumentException("the order is random or clustered, not " + args[3]);
    }
    generator.write(Long.parseLong(args[1]), Long.parseLong(args[2]), args[3].equals("random"));
  }

  private void read(Path file) throws IOException {
    try (InputStream bytes = new FileInputStream(file.toFile());
        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
        BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), BUFFER_BYTES)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String id = line.substring("{\"id\": \"".length(), line.indexOf("\","));
        // The last one: texts may have it too, and the token "vector" has a number behind it.
        readVector(id, line, line.lastIndexOf("\"vector\": {") + "\"vector\": {".length());
      }
    }
  }

  private void readVector(String id, String line, int start) {
    char[] found = new char[1 << 12];
    short[] values = new short[1 << 12];
    int size = 0;
    for (int at = line.indexOf('"', start); at >= 0; at = line.indexOf('"', at)) {
      int end = at + 1;
      while (line.charAt(end) != '"') {
        end += line.charAt(end) == '\\' ? 2 : 1;
      }
      int value = end + 3;
      int after = value;
      while (Character.isDigit(line.charAt(after))) {
        after++;
      }
      found[size] = (char) number(line.substring(at, value));
      values[size++] = (short) Integer.parseInt(line.substring(value, after));
      at = after;
    }
    if (size > 0) {
      passages.add(new Passage(id, Arrays.copyOf(found, size), Arrays.copyOf(values, size)));
    }
  }

  private int number(String key) {
    Integer known = numbers.get(key);
    if (known == null) {
      known = keys.size();
      numbers.put(key, known);
      keys.add(key.getBytes(StandardCharsets.UTF_8));
    }
    return known;
  }

  private void write(long count, long seed, boolean shuffled) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    passages.sort(BY_ID);
    // By token: the last vector that has it, counted from 1.
    long[] taken = new long[keys.size()];
    byte[] buffer = new byte[BUFFER_BYTES];
    int at = 0;
    try (OutputStream output = new FileOutputStream(FileDescriptor.out)) {
      for (long i = 0; i < count; i++) {
        int place = shuffled ? random.nextInt(passages.size()) : (int) (i * passages.size() / count);
        Passage from = passages.get(place);
        Passage other = passages.get(random.nextInt(passages.size()));
        at = ascii(buffer, at, "{\"id\": \"g" + i + "\", \"vector\": {");
        String separator = "";
        for (int term = 0; term < from.tokens().length; term++) {
          boolean kept = random.nextDouble() < KEPT;
          Passage source = kept ? from : other;
          int chosen = kept ? term : random.nextInt(other.tokens().length);
          int token = source.tokens()[chosen];
          if (taken[token] != i + 1) {
            taken[token] = i + 1;
            at = ascii(buffer, at, separator);
            separator = ", ";
            byte[] key = keys.get(token);
            System.arraycopy(key, 0, buffer, at, key.length);
            at += key.length;
            double weight = source.weights()[chosen] * (0.8 + 0.4 * random.nextDouble());
            at = decimal(buffer, at, Math.max(1, (int) Math.round(weight)));
          }
        }
        at = ascii(buffer, at, "}}\n");
        if (at > BUFFER_BYTES / 2) {
          output.write(buffer, 0, at);
          at = 0;
        }
      }
      output.write(buffer, 0, at);
    }
  }

  private static int ascii(byte[] buffer, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      buffer[at++] = (byte) text.charAt(i);
    }
    return at;
  }

  private static int decimal(byte[] buffer, int at, int value) {
    int end = at + (value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5);
    for (int i = end - 1, left = value; i >= at; i--, left /= 10) {
      buffer[i] = (byte) ('0' + left % 10);
    }
    return end;
  }
}
