package io.tserini.index;

import io.tserini.bridge.BackgroundThread;
import io.tserini.scoring.AccurateBm25Similarity;
import io.tserini.scoring.ImpactSimilarity;
import io.tserini.store.Fields;
import java.io.IOException;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.PerFieldSimilarityWrapper;
import org.apache.lucene.search.similarities.Similarity;

/** Lucene's settings for an indexing run. */
final class WriterConfig {
  private WriterConfig() {}

  static IndexWriterConfig of(IndexingOptions options, Analyzer analyzer) {
    double quarterOfHeap = Runtime.getRuntime().maxMemory() / 4.0 / (1 << 20);
    return new IndexWriterConfig(analyzer)
        .setCodec(new Lucene104Codec(mode(options)))
        .setSimilarity(similarity(options))
        .setOpenMode(
            options.append
                ? IndexWriterConfig.OpenMode.CREATE_OR_APPEND
                : IndexWriterConfig.OpenMode.CREATE)
        .setRAMBufferSizeMB(options.memoryBufferMb > 0 ? options.memoryBufferMb : quarterOfHeap)
        .setUseCompoundFile(false)
        .setMergeScheduler(new QuietMergeScheduler())
        .setCommitOnClose(false);
  }

  /** Those of a writer that stays open beside searches: its merges take turns with them on the disk, and go behind them. */
  static IndexWriterConfig ofService(IndexingOptions options, Analyzer analyzer) {
    QuietMergeScheduler merges = new BackgroundMergeScheduler();
    merges.enableAutoIOThrottle();
    return of(options, analyzer).setMergeScheduler(merges);
  }

  /** Ignores exceptions on a merge thread, which would print them: the writer reports its cause of closing. */
  private static class QuietMergeScheduler extends ConcurrentMergeScheduler {
    @Override
    protected void handleMergeException(Throwable e) {}
  }

  private static final class BackgroundMergeScheduler extends QuietMergeScheduler {
    @Override
    protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
      BackgroundThread.yieldToSearches();
      super.doMerge(source, merge);
    }
  }

  /**
   * How stored fields are compressed. Searches take docids from doc values, so if only the ids are stored, no search
   * has to decompress them.
   */
  private static Lucene104Codec.Mode mode(IndexingOptions options) {
    return options.storeRaw || options.storeContents || options.indexText
        ? Lucene104Codec.Mode.BEST_SPEED
        : Lucene104Codec.Mode.BEST_COMPRESSION;
  }

  /** Determines the norms. The parameters of BM25 only matter at search time. */
  private static Similarity similarity(IndexingOptions options) {
    if (options.bm25Accurate) {
      return new AccurateBm25Similarity(0.9f, 0.4f);
    }
    Similarity contents = options.impact ? new ImpactSimilarity() : new BM25Similarity();
    if (!options.indexText) {
      return contents;
    }
    Similarity text = new BM25Similarity();
    return new PerFieldSimilarityWrapper() {
      @Override
      public Similarity get(String name) {
        return name.equals(Fields.TEXT) ? text : contents;
      }
    };
  }
}
