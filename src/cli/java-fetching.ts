import type { FetchJavaOptions } from '../lucene/java/fetch-java.js';
import type { Io } from './command.js';
import { downloadProgress } from './download-progress.js';

/**
 * Whether a command may fetch a Java that it lacks, which it says in a line: before the eyes of a person, or where
 * TSERINI_JAVA=auto. A build machine, a service or a pipe gets an error that names the command instead.
 */
export function mayFetchJava(): boolean {
  return process.env.TSERINI_JAVA === 'auto' || (process.stderr.isTTY === true && !process.env.CI);
}

/** Has a Java fetched with a line and a progress bar. */
export function fetchJavaOptions(io: Io): FetchJavaOptions {
  return {
    signal: io.signal,
    onMessage: io.log,
    onDownload: downloadProgress(io, 'downloading Java').onDownload,
  };
}
