package io.tserini.read;

import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.Calls;
import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;

/**
 * Runs Lucene's CheckIndex, which verifies every checksum, posting, stored field, doc value and vector. It reads a
 * commit, which no writer changes, so it needs no lock and works on a read-only folder.
 */
public final class IndexCheck {
  private static final int THREADS = 4;

  private IndexCheck() {}

  /** {@code int32 segments, int32 documents, int32 n, text problems[n]}; a sound index has n = 0. */
  public static int start(String path) {
    return Calls.startLong(() -> check(path));
  }

  private static byte[] check(String path) throws TseriniException {
    try (FSDirectory directory = FSDirectory.open(Path.of(path), NoLockFactory.INSTANCE);
        CheckIndex check = new CheckIndex(directory)) {
      // Throws if the index is missing or of another Lucene version, which CheckIndex only prints.
      IndexFolder.openReader(path).close();
      check.setThreadCount(Math.min(THREADS, Runtime.getRuntime().availableProcessors()));
      return report(check.checkIndex());
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }

  private static byte[] report(CheckIndex.Status status) {
    int documents = 0;
    int damaged = 0;
    ByteWriter problems = new ByteWriter();
    for (CheckIndex.Status.SegmentInfoStatus segment : status.segmentInfos) {
      documents += segment.maxDoc - segment.toLoseDocCount;
      if (segment.error != null) {
        damaged++;
        String reason = String.valueOf(segment.error.getMessage());
        problems.text("segment " + segment.name + ": " + reason);
      }
    }
    if (!status.clean && damaged == 0) {
      damaged++;
      problems.text(status.missingSegments ? "its list of segments cannot be read" : "its segment counter is wrong");
    }
    return new ByteWriter().int32(status.numSegments).int32(documents).int32(damaged).raw(problems.toBytes()).toBytes();
  }
}
