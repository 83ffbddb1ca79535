import { TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';

/** What `tserini --version` prints: Lucene and Java are read from the names of files, and no JVM is started. */
export async function versionText(): Promise<string> {
  const { javaVersion, luceneVersion } = await import('../lucene/jvm/versions.js');
  const { findJava } = await import('../lucene/jvm/java-home.js');
  const or = (read: () => string | undefined) => {
    try {
      return read() ?? 'of an unknown version';
    } catch (error) {
      if (error instanceof TseriniError) return 'not found (see: tserini doctor)';
      throw error;
    }
  };
  return [
    `tserini ${packageVersion()}`,
    `Lucene ${or(luceneVersion)}`,
    `Java ${or(() => {
      const { home } = findJava();
      return `${javaVersion(home)} (${home})`;
    })}`,
  ].join('\n');
}
