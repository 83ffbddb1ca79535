package io.tserini.store;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.StandardDirectoryReader;

/** The commits in the folder of an index. */
public record FolderSource(String path) implements IndexSource {
  @Override
  public DirectoryReader open() throws TseriniException {
    return IndexFolder.openReader(path);
  }

  /**
   * Opens the last commit, or the index that replaced this one. Commits are compared by their random ids: an index that
   * was built elsewhere and moved here may have the same file names and the same version.
   */
  @Override
  public DirectoryReader openIfChanged(DirectoryReader old) throws IOException {
    byte[] known = ((StandardDirectoryReader) old).getSegmentInfos().getId();
    if (Arrays.equals(known, SegmentInfos.readLatestCommit(old.directory()).getId())) {
      return null;
    }
    DirectoryReader newer = null;
    try {
      newer = DirectoryReader.openIfChanged(old);
    } catch (IllegalStateException e) {
      // Lucene found another segment under a name that the old reader has: an index that was built anew.
    }
    return newer == null ? DirectoryReader.open(old.directory()) : newer;
  }

  @Override
  public IndexDescription describe(DirectoryReader reader, String field) throws IOException {
    return IndexDescription.of(reader, field);
  }
}
