import io.anserini.collection.DocumentCollection;
import io.anserini.collection.FileSegment;
import io.anserini.collection.SourceDocument;
import java.nio.file.Path;

/** Reads the documents of a collection of Anserini's, and prints how many of them a second: class, path. */
public final class ReadCollection {
  public static void main(String[] args) throws Exception {
    Class<?> named = Class.forName("io.anserini.collection." + args[0]);
    long started = System.nanoTime();
    long documents = 0;
    long characters = 0;
    DocumentCollection<?> collection =
        (DocumentCollection<?>) named.getConstructor(Path.class).newInstance(Path.of(args[1]));
    for (FileSegment<?> segment : collection) {
      for (SourceDocument document : segment) {
        documents++;
        characters += document.contents().length();
      }
      segment.close();
    }
    System.out.println(documents / ((System.nanoTime() - started) / 1e9) + " " + characters);
  }
}
