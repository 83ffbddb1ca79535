import java.nio.file.Path;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Merges an index of vectors into one segment, as {@code index.lucene --optimize} does. Prints how many there were. */
public final class MergeIndex {
  private MergeIndex() {}

  public static void main(String[] args) throws Exception {
    try (Directory directory = FSDirectory.open(Path.of(args[0]))) {
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        System.out.println("segments " + reader.leaves().size());
      }
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(new Lucene104Codec(Lucene104Codec.Mode.BEST_COMPRESSION))
              .setUseCompoundFile(false);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        writer.forceMerge(1);
      }
    }
  }
}
